// A form that takes its time says what is happening and is not sent twice.
const SHOWN_AFTER = 400; // milliseconds; a quick answer needs no words

for (const form of document.querySelectorAll("form[data-busy]")) {
  const line = form.querySelector(".busy-line");
  let timer = 0;

  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // a download leaves the page as it is
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    timer = setTimeout(() => { if (line) line.textContent = line.dataset.busyWords; }, SHOWN_AFTER);
  });

  // A page that comes back from the browser's memory is ready to be sent again.
  addEventListener("pageshow", () => {
    clearTimeout(timer);
    form.removeAttribute("aria-busy");
    if (line) line.textContent = "";
  });
}
