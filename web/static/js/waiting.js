// Asks whether the model is ready and sends the question again as soon as it is, or as soon as it is told to.
const form = document.getElementById("waiting-form");
const EVERY = 1000; // milliseconds

form.querySelector(".when-scripted").hidden = false;

async function look() {
  try {
    const answer = await fetch(form.dataset.ready, { cache: "no-store" });
    if (answer.ok) return form.requestSubmit();
  } catch {
    // The server is not back yet: look again.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, Number(form.dataset.after) * EVERY);
