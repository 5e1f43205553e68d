// Brings an evaluation form to life, in a page and in Lab: choose the task sheet, save the answers
// as a file, print, clear. The form is plain HTML made by the library and complete without this.
// Nothing is stored and nothing is sent; learning/forms.py writes the same file, and a test holds
// the two together.

const SAVED = "Saved. The file is yours: give it to your host if you like, or keep it.";
const EMPTY = "Nothing is filled in yet, so there is nothing to save.";

const cell = (value) => {
  // Free text must not be run as a formula by a spreadsheet program.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** What is filled in, by the id of each thing asked; of the tasks, only the chosen sheet's. */
export function answers(form) {
  const found = {};
  const sheet = form.querySelector("[name=sheet]:checked")?.value;
  for (const [name, value] of new FormData(form)) {
    const [id, of] = name.split("/");
    if (id !== "sheet" && value.trim() && (!of || of === sheet)) found[id] = value.trim();
  }
  return found;
}

/** The text of the file: a line of columns, a line of answers. */
export function row(form, today = new Date()) {
  const found = answers(form);
  const sheet = form.querySelector("[name=sheet]:checked")?.value ?? "";
  const about = { form: form.dataset.form, version: form.dataset.version, sheet,
    filled_on: today.toISOString().slice(0, 10) };
  const columns = JSON.parse(form.dataset.columns);
  const values = columns.map((name) => cell(about[name] ?? found[name] ?? ""));
  return `${columns.join(",")}\r\n${values.join(",")}\r\n`;
}

function save(form) {
  if (!Object.keys(answers(form)).length) return EMPTY;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([row(form)], { type: "text/csv" }));
  link.download = `form-${form.dataset.form}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  return SAVED;
}

function showSheet(form) {
  const chosen = form.querySelector("[name=sheet]:checked")?.value;
  for (const part of form.querySelectorAll("[data-sheet]")) part.hidden = part.dataset.sheet !== chosen;
}

export function mount(form) {
  const status = form.querySelector(".gd-form-said");
  const acts = {
    save: () => save(form),
    print: () => { window.print(); return ""; },
    clear: () => { form.reset(); showSheet(form); return "Cleared."; },
  };
  for (const button of form.querySelectorAll("button[data-act]")) {
    button.addEventListener("click", () => { status.textContent = acts[button.dataset.act](); });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => showSheet(form));
  for (const node of form.querySelectorAll(".gd-form-acts, .gd-form-sheets")) node.hidden = false;
  showSheet(form);
}

/** anywidget's way in: the form comes from the kernel as HTML made by the library. */
function render({ model, el }) {
  el.innerHTML = model.get("html");
  el.addEventListener("keydown", (event) => event.stopPropagation());
  el.querySelector("[data-act=print]").remove(); // it would print all of Lab
  mount(el.querySelector("form"));
}

export default { render };

if (!document.querySelector(".jp-LabShell")) document.querySelectorAll("form.gd-form").forEach(mount);
