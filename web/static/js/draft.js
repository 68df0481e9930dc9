// What was typed stays on this device until it is cleared, for 30 days at most, under who typed it (see own_drafts.js).
// Nothing of it is sent anywhere.
const KEPT = 30 * 24 * 3600 * 1000; // milliseconds
const DELAY = 400;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `hwaksan-keep ${document.documentElement.dataset.person ?? ""} ${form.dataset.draft}`;
  const line = form.querySelector(".draft-line");
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio])")];
  const written = fields.filter((field) => field.tagName === "TEXTAREA");
  let timer = 0;

  // A browser may refuse to keep anything (private windows, a full disk): then there is no draft and no line.
  const store = (action) => {
    try { return action(localStorage); } catch { return null; }
  };
  const forget = () => {
    clearTimeout(timer);
    timer = 0;
    store((storage) => storage.removeItem(key));
    line.hidden = true;
  };
  const keep = () => {
    clearTimeout(timer);
    timer = 0;
    if (!written.some((field) => field.value.trim())) return forget();
    const draft = JSON.stringify({ saved: Date.now(), values: fields.map((field) => field.value) });
    line.hidden = store((storage) => { storage.setItem(key, draft); return true; }) !== true;
  };
  const restore = () => {
    const draft = store((storage) => JSON.parse(storage.getItem(key)));
    if (!draft || !Array.isArray(draft.values)) return;
    if (Date.now() - draft.saved > KEPT) return forget();
    // What the server sent is newer than any draft.
    if (written.some((field) => field.value.trim())) return;
    fields.forEach((field, at) => { if (!field.value) field.value = draft.values[at] ?? ""; });
    const details = form.querySelector("details");
    if (details) details.open = details.open || [...details.querySelectorAll("textarea")].some((box) => box.value);
    line.hidden = false;
  };

  restore();
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, DELAY); });
  form.addEventListener("submit", keep);
  addEventListener("pagehide", () => { if (timer) keep(); });
  line.querySelector("button").addEventListener("click", () => {
    forget();
    written.forEach((field) => { field.value = ""; });
    written[0].focus();
  });
}
