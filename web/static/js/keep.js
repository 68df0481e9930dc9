// What is typed into a form outlives the page: it stays on this device at once, and what belongs to an organisation's
// plan is saved there shortly after. A draft is kept under who typed it (see own_drafts.js), for 30 days at most.
const KEPT = 30 * 24 * 3600 * 1000; // milliseconds
const SAVED_AFTER = 1500;

const line = document.querySelector(".keep-line");
const drop = line.querySelector("button");
let undo = null;
const say = (sentence, undoing = null) => {
  line.querySelector("span").textContent = sentence;
  undo = undoing;
  drop.hidden = !undo;
  line.hidden = !sentence;
};
drop.addEventListener("click", () => undo());

// A browser may refuse to keep anything (private windows, a full disk): then it asks before the page is left.
const store = (action) => {
  try { return action(localStorage); } catch { return null; }
};
const ticked = (field) => field.matches("[type=checkbox], [type=radio]");
const value = (field) => (ticked(field) ? field.checked : field.value);
const put = (field, given) => { if (ticked(field)) field.checked = given; else field.value = given; };

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `hwaksan-keep ${document.documentElement.dataset.person ?? ""} ${form.dataset.keep}`;
  const fields = [...form.elements].filter((field) => field.id && field.matches("textarea, select, input:not([type=hidden])"));
  const version = () => Number(form.dataset.version ?? 0);
  const all = form.dataset.keepAll !== undefined; // only the address holds the rest, and another address less of it
  let sent = new Map(fields.map((field) => [field.id, value(field)]));
  let timer = 0;
  let saving = null;
  let late = false; // somebody saved first: only a person may decide what stands
  let unkept = false;

  const typed = () => fields.filter((field) => value(field) !== (all ? (ticked(field) ? false : "") : sent.get(field.id)));
  const forget = () => { unkept = false; store((storage) => storage.removeItem(key)); };
  const keep = (leaving = false) => {
    const values = Object.fromEntries(typed().map((field) => [field.id, value(field)]));
    if (!Object.keys(values).length) return forget();
    const draft = JSON.stringify({ kept: Date.now(), version: version(), leaving, values });
    unkept = store((storage) => { storage.setItem(key, draft); return true; }) !== true;
  };
  const restore = () => {
    const draft = store((storage) => JSON.parse(storage.getItem(key)));
    if (!draft?.values) return;
    const arrived = draft.leaving && (!version() || version() > draft.version);
    if (arrived || Date.now() - draft.kept > KEPT) return forget();
    const other = fields.filter((field) => field.id in draft.values && draft.values[field.id] !== value(field));
    if (!other.length) return all || forget();
    for (const field of other) {
      put(field, draft.values[field.id]);
      const folded = field.closest("details");
      if (folded) folded.open = true;
    }
    late = version() > draft.version;
    say(late ? line.dataset.late : line.dataset.restored, () => {
      for (const field of fields) put(field, sent.get(field.id));
      forget();
      say("");
    });
  };
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const now = new Map(fields.map((field) => [field.id, field.name.startsWith("remove-") ? false : value(field)]));
    saving = fetch(form.dataset.save, { method: "POST", body: new FormData(form) })
      .then(async (answer) => {
        const told = await answer.json();
        late = answer.status === 409;
        if (!answer.ok) return say(told.sentence);
        form.elements.version.value = form.dataset.version = told.version;
        sent = now;
        keep();
        say(line.dataset.saved);
      })
      .catch(() => say(line.dataset.kept))
      .finally(() => { saving = null; });
    return saving;
  };

  if (form.dataset.refused === undefined) restore();
  else keep();
  for (const field of fields) field.addEventListener("input", () => {
    keep();
    if (!form.dataset.save || late) return;
    clearTimeout(timer);
    timer = setTimeout(save, SAVED_AFTER);
  });
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (saving || (timer && target !== form)) { // first what is on its way, so that one does not meet oneself
      event.preventDefault();
      (saving ?? save()).finally(() => target.requestSubmit(submitter));
    } else if (target === form) {
      clearTimeout(timer);
      timer = 0;
      const elsewhere = all || submitter?.hasAttribute("formaction");
      keep(submitter?.dataset.saves !== undefined || !elsewhere);
      unkept = false;
    }
  });
  addEventListener("beforeunload", (event) => { if (unkept) event.preventDefault(); });
}
