// What was typed and not saved is not lost by following a link or sending another form: the browser asks first.
let changed = false;
let sending = false;

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  for (const field of form.elements) field.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    sending = true;
    setTimeout(() => { sending = false; }, 1000); // a download leaves the page where it is
    if (!event.submitter?.hasAttribute("formaction")) changed = false;
  });
}
addEventListener("beforeunload", (event) => { if (changed && !sending) event.preventDefault(); });
