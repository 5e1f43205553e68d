// The page's side of its Python: starting it, asking it, stopping it, and saying what went wrong.

const WORKER = new URL("worker.mjs", import.meta.url).href;
const REST = "The lesson is complete without it: read on, or take the notebook.";
const SENTENCES = {
  old: () => `This browser cannot run Python in a page: it is too old, or WebAssembly is switched off. ${REST}`,
  cut: () => "The connection was cut while Python was being fetched. What has come so far is kept: press Run to go on.",
  missing: (file) => `A part of Python is missing on this site (${file}). Tell whoever runs it. ${REST}`,
  changed: (file) =>
    `A part of Python (${file}) is not the file it should be, so it is not used. Load the page again; if that does not help, tell whoever runs this site.`,
  broken: (_, says) =>
    /memory/i.test(says)
      ? "There is not enough memory for this. Close other tabs or use fewer rows, then press Run again."
      : "Python broke down, which it should not. What you typed is kept: press Run to start it afresh.",
};

/** What a promise of Python's ends with when it does not give a value. */
export class NoPython extends Error {}

const canRun = () => typeof WebAssembly === "object" && typeof Worker === "function";

/** One Python for a page. `tell` hears {progress}, {starting} and {notKept}. */
export class Python {
  #worker = null;
  #asked = new Map();
  #next = 0;
  #ready = null;
  #files = new Map(); // chosen by the reader, laid again when Python starts afresh

  constructor(tell) {
    this.tell = tell;
  }

  /** Start Python once; a start that failed is tried again. */
  start() {
    if (!canRun()) return Promise.reject(new NoPython(SENTENCES.old()));
    this.#ready ??= this.#begin().catch((error) => {
      this.#end(error);
      throw error;
    });
    return this.#ready;
  }

  async #begin() {
    // A worker made like this inherits the page's security policy; one from an address would not.
    const source = URL.createObjectURL(new Blob([`import ${JSON.stringify(WORKER)};`], { type: "text/javascript" }));
    this.#worker = new Worker(source, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = () => this.#end(new NoPython(SENTENCES.cut()));
    await this.#ask({ act: "start" });
    URL.revokeObjectURL(source);
    for (const [name, file] of this.#files) await this.#ask({ act: "lay", name, file });
  }

  #ask(message) {
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id });
    });
  }

  #hear(data) {
    if (!("id" in data)) {
      this.tell(data);
      return;
    }
    const asked = this.#asked.get(data.id);
    this.#asked.delete(data.id);
    if (!("fault" in data)) asked?.resolve(data.value);
    else this.#end(new NoPython(SENTENCES[data.fault](data.file, data.says)), asked);
  }

  /** Let this Python go; whoever waits for it is told why. */
  #end(error, ...more) {
    this.#worker?.terminate();
    this.#worker = this.#ready = null;
    const waiting = [...more, ...this.#asked.values()];
    this.#asked.clear();
    for (const each of waiting) each?.reject(error);
    this.tell({ ended: true });
  }

  /** Run a cell's code and return the parts that it shows. */
  async run(code, sources) {
    await this.start();
    return this.#ask({ act: "run", code, sources });
  }

  /** Put a file that the reader chose where the code finds it by its name. */
  async lay(name, file) {
    this.#files.set(name, file);
    if (this.#ready) {
      await this.#ready;
      await this.#ask({ act: "lay", name, file });
    }
  }

  stop(says) {
    this.#end(new NoPython(says));
  }
}
