/* Says that a form is being worked on, and keeps it from being sent twice meanwhile. */
document.querySelectorAll("form[data-busy]").forEach((form) => {
  const told = document.getElementById(form.dataset.busy);
  let sent = false;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.hasAttribute("formaction")) return; // a download leaves the page as it is
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    told.textContent = told.dataset.text;
    told.scrollIntoView({block: "nearest"});
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
    told.textContent = "";
  });
});
