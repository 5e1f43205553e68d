// One step of a lesson: its code, its buttons, its result.

import { keep } from "./edits.mjs";
import { EDITS, keep as keepAnswers, stored } from "./progress.mjs";

const NOT_KEPT = "This browser does not keep your changes: they are gone when you leave this page. Save them as a notebook.";
const NEEDS_NOTEBOOK = "This step runs in the notebook alone: it uses a program that browsers do not have.";
const ELSEWHERE = "This step was changed in another tab. Here you see what was typed last.";
const OWN = /\bgd\.own\(\s*(["'])([^"'\n]*)\1/;
const CAPSTONE = /\bgd\.capstone\(/;
// What a step lets its reader choose: a file takes the place of the name that gd.own is given; a
// saved capstone is laid under the name it had, which a browser may have put a number after.
const FILES = [
  {
    asks: OWN,
    label: "Choose your file",
    accept: ".csv,.tsv,.txt,.xlsx,.json",
    says: "This browser reads it, on this device. It is sent nowhere, and it is forgotten when you leave the page.",
    laid: (name) => name,
    takesPlace: true,
  },
  {
    asks: CAPSTONE,
    label: "Choose your saved capstone file, if you have one",
    accept: ".json",
    says: "It is the file my-capstone.json that a step let you save. This browser reads it, and sends it nowhere.",
    laid: (name) => (/practice/.test(name) ? "my-capstone-practice.json" : "my-capstone.json"),
  },
];
const NO_WORDS = "A picture drawn by the changed code; nobody has described it yet.";

export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const button = (text, act, more = "") => {
  const element = make("button", { type: "button", className: "gd-button" }, text);
  if (more) element.append(make("span", { className: "gd-unseen" }, more));
  element.addEventListener("click", act);
  return element;
};

/** Answers checked by code are kept where the page's own questions keep theirs. */
const answers = {
  get: (id) => { try { return stored()[id] ?? null; } catch { return null; } },
  set: (id, record) => { try { keepAnswers({ ...stored(), [id]: record }); } catch { /* refused: kept nowhere */ } },
  all: () => { try { return Object.values(stored()); } catch { return []; } },
};

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

export class Step {
  #busy = false;
  #saving = 0;

  constructor(cell, { number, lesson, twins, run, stop, python }) {
    Object.assign(this, { cell, number, lesson, python, ran: null, failed: "" });
    this.pre = cell.querySelector(".cell_input pre");
    this.was = this.pre.textContent.replace(/\n$/, "");
    this.nth = twins.get(this.was) ?? 0;
    twins.set(this.was, this.nth + 1);
    this.exercise = cell.classList.contains("gd-exercise");
    this.alone = cell.classList.contains("tag_notebook-only");
    this.output = cell.querySelector(":scope > .cell_output") ?? cell.appendChild(make("div", { className: "cell_output" }));
    this.before = [...this.output.childNodes];
    this.alt = this.output.querySelector("img")?.alt ?? "";
    this.status = make("p", { className: "gd-run-said" });
    this.status.setAttribute("role", "status");
    this.chosen = null;
    this.#build(run, stop);
  }

  #build(run, stop) {
    const step = ` step ${this.number}`;
    this.editor = make("textarea", { spellcheck: false, autocomplete: "off", hidden: true, value: this.was });
    this.editor.setAttribute("autocapitalize", "off");
    this.editor.setAttribute("aria-label", `Code of step ${this.number}`);
    this.editor.addEventListener("input", () => this.#changed());
    this.editor.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      run(this);
    });
    this.pre.closest(".highlight").after(this.editor);
    if (this.alone) {
      this.output.before(make("p", { className: "gd-run-said" }, NEEDS_NOTEBOOK));
      return;
    }
    this.runButton = button(`Run${step}`, () => run(this));
    this.stopButton = button("Stop", stop, step);
    this.changeButton = button("Change", () => this.open(), step);
    this.undoButton = button("Undo my changes", () => this.#takeBack(), ` to${step}`);
    this.stopButton.hidden = this.undoButton.hidden = true;
    this.bar = make("div", { className: "gd-run" }, this.runButton, this.stopButton, this.changeButton, this.undoButton);
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", `Step ${this.number}`);
    const choosers = FILES.filter(({ asks }) => asks.test(this.was)).map((of) => this.#chooser(of));
    this.output.before(...choosers, this.bar, this.status);
    window.addEventListener("storage", ({ key }) => { if (key === EDITS) this.#heard(); });
    window.addEventListener("pagehide", () => this.#save());
  }

  /** The code as it stands, the reader's changes included. */
  get code() {
    return this.editor.value;
  }

  /** The code to run: where the reader chose a file, it is that file's name that gd.own gets. */
  asked() {
    return this.chosen ? this.code.replace(OWN, (whole, quote, name) => whole.replace(quote + name + quote, () => JSON.stringify(this.chosen))) : this.code;
  }

  get busy() {
    return this.#busy;
  }

  set busy(is) {
    this.#busy = is;
    this.runButton.setAttribute("aria-disabled", String(is));
    this.stopButton.hidden = !is;
    // Whoever pressed Stop is not left without a place.
    if (!is && document.activeElement === document.body) this.runButton.focus({ preventScroll: true });
  }

  say(words) {
    this.status.textContent = words;
  }

  /** A second sentence, which does not take the place of the first. */
  note(words) {
    this.status.after(make("p", { className: "gd-run-said" }, words));
  }

  #chooser({ label, accept, says, laid, takesPlace }) {
    const id = `gd-own-${this.number}`;
    const input = make("input", { type: "file", id, accept });
    const told = make("p", { className: "gd-run-said" });
    told.setAttribute("role", "status");
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      if (takesPlace) this.chosen = file.name;
      this.ran = null;
      await this.python.lay(laid(file.name), file);
      told.textContent = `"${file.name}" (${size(file.size)}) is chosen. Run step ${this.number} to open it.`;
    });
    return make("div", { className: "gd-own" }, make("label", { htmlFor: id }, label), input, make("p", {}, says), told);
  }

  // Changing and undoing

  open() {
    const fold = this.cell.querySelector("details.gd-code");
    if (fold) fold.open = true;
    this.#showEditor(true);
    this.editor.focus();
  }

  #showEditor(open) {
    this.editor.hidden = !open;
    this.pre.closest(".highlight").hidden = open;
    this.editor.rows = this.code.split("\n").length + 1;
    if (!this.bar) return;
    this.changeButton.hidden = open;
    this.undoButton.hidden = !open;
    this.#nameUndo();
  }

  #nameUndo() {
    this.undoButton.firstChild.data = this.code === this.was ? "Close" : "Undo my changes";
    this.undoButton.lastChild.textContent = this.code === this.was ? ` step ${this.number}` : ` to step ${this.number}`;
  }

  #changed() {
    this.editor.rows = this.code.split("\n").length + 1;
    this.#nameUndo();
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), 300);
  }

  #save() {
    if (!this.#saving) return;
    clearTimeout(this.#saving);
    this.#saving = 0;
    if (!keep(this.lesson, this.was, this.nth, this.code === this.was ? null : this.code)) this.say(NOT_KEPT);
  }

  /** Show what was changed earlier, or in another tab. */
  restore(edits) {
    const found = edits.find((each) => each.was === this.was && each.nth === this.nth);
    if (!found || found.now === this.code) return false;
    this.editor.value = found.now;
    const fold = this.cell.querySelector("details.gd-code");
    if (fold) fold.open = true;
    this.#showEditor(true);
    return true;
  }

  async #heard() {
    if (document.activeElement === this.editor) return; // what is being typed here is not taken away
    const { kept } = await import("./edits.mjs");
    if (this.restore(kept(this.lesson))) this.say(ELSEWHERE);
  }

  #takeBack() {
    const changed = this.code !== this.was;
    this.undo();
    if (changed) this.say(`Your changes to step ${this.number} are undone.`);
    this.changeButton.focus();
  }

  /** Go back to the lesson's own code and result. */
  undo() {
    this.editor.value = this.was;
    this.#saving ||= 1;
    this.#save();
    this.#showEditor(false);
    this.say("");
    this.output.replaceChildren(...this.before);
  }

  // Results

  async show(parts) {
    const [{ safe }, { mount }, { mountAll }] = await Promise.all([
      import("./safe.mjs"), import("./question.mjs"), import("./explore.mjs"),
    ]);
    this.failed = parts.find((part) => part.kind === "error")?.text ?? "";
    this.output.replaceChildren(); // first, so that ids of the old result are free again
    const name = `result of step ${this.number}`;
    for (const part of parts) this.output.append(...this.#nodes(part, { safe, mount, name }));
    mountAll(this.output);
    const forms = this.output.querySelectorAll("form.gd-form");
    if (forms.length) {
      const form = await import("./form.mjs");
      forms.forEach(form.mount);
    }
  }

  #nodes(part, { safe, mount, name }) {
    const box = make("div", { className: "output" });
    if (part.kind === "text") box.append(make("div", { className: "highlight" }, make("pre", {}, part.text)));
    if (part.kind === "html" || part.kind === "error") box.append(safe(part.html, name));
    if (part.kind === "picture") box.append(make("img", { src: `data:image/png;base64,${part.png}`, alt: this.code === this.was && this.alt ? this.alt : NO_WORDS }));
    if (part.kind === "question") mount(box, part.item, { store: answers });
    if (part.kind === "file") box.append(this.#download(part));
    if (part.kind !== "answer") return [box];
    answers.set(part.item, part.record);
    document.dispatchEvent(new CustomEvent("gd-answer", { detail: { id: part.item, record: part.record } }));
    return [];
  }

  #download({ name, bytes }) {
    return button(`Save the file ${name}`, async () => {
      const { offer } = await import("./notebook.mjs");
      offer(name, bytes);
    });
  }
}
