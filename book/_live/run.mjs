// Makes the code of a lesson's page alive: Run, Change, Undo. The page is complete without it.
// Nothing is fetched before the first Run; Python itself is in python.mjs and worker.mjs.

import { kept } from "./edits.mjs";
import { make, Step } from "./step.mjs";
import { NoPython, Python } from "./python.mjs";

const [MEGABYTES, MORE] = document.querySelector("meta[name=gd-python]").content.split(" ");
const LESSON = location.pathname.split("/").pop().replace(/\.html$/, "");
const STOPPED = "Stopped. What you typed is kept, and Python starts afresh at the next Run.";
const NOT_KEPT = "This browser does not keep Python, so it is fetched again next time.";
const SLOW = 20_000;
const PAGES = "greaterdata-pages"; // the service worker's cache of pages

const steps = [];
const python = new Python(hear);
const bar = make("progress", { hidden: true, max: 1, value: 0 });
bar.setAttribute("aria-label", "Python being fetched");
let now = null; // the step that is waiting for Python
let started = false;
let size = MEGABYTES;
let told = false;
let quarter = 0;

function hear({ progress, starting, more, notKept, ended }) {
  if (ended) {
    started = false;
    bar.hidden = true;
    for (const step of steps) step.ran = null;
  }
  if (notKept && !told) now?.note(NOT_KEPT);
  told ||= Boolean(notKept);
  if (starting) now?.say("Starting Python…");
  if (more) showBar(MORE, "This step needs more of Python");
  if (!progress) return;
  bar.value = Math.min(progress.done / progress.total, 1);
  const reached = Math.floor(bar.value * 4);
  if (reached === quarter) return; // said four times, so that it can be followed by ear
  quarter = reached;
  now?.say(`Fetching Python, once: ${Math.round(progress.done / 1e6)} of ${size} MB.`);
}

function showBar(megabytes, says) {
  size = megabytes;
  quarter = bar.value = 0;
  bar.hidden = false;
  now.bar.before(bar);
  now.say(`${says}, fetched once: about ${megabytes} MB…`);
}

async function start(step) {
  now = step;
  if (started) return;
  showBar(MEGABYTES, "Python");
  try {
    await python.start();
    started = true;
    keepPages();
  } finally {
    bar.hidden = true;
  }
}

/** The steps to run for this one: from the first before it that has not run as it stands. */
function needed(step) {
  const before = steps.slice(0, steps.indexOf(step)).filter((each) => !each.exercise && !each.alone);
  const at = before.findIndex((each) => each.ran !== each.code);
  return [...(at < 0 ? [] : before.slice(at)), step];
}

async function runOne(step) {
  step.say("Running…");
  const slow = setTimeout(() => step.say(`Step ${step.number} is still running. You can stop it.`), SLOW);
  try {
    const code = step.code;
    const parts = await python.run(step.asked(), steps.map((each) => each.code));
    step.ran = code;
    await step.show(parts);
    return !parts.some((part) => part.kind === "error");
  } finally {
    clearTimeout(slow);
  }
}

async function run(step) {
  if (steps.some((each) => each.busy)) return;
  const list = needed(step);
  step.busy = true;
  try {
    await start(step);
    for (const each of list) {
      const worked = await runOne(each);
      if (each === step) continue;
      each.say("");
      step.say(`Running step ${each.number} first…`);
      if (!worked) return step.say(`Step ${each.number} did not work, so step ${step.number} was not run.`);
    }
    step.say(said(step, list));
  } catch (error) {
    if (!(error instanceof NoPython)) throw error;
    step.say(error.message);
  } finally {
    bar.hidden = true;
    step.busy = false;
  }
}

function said(step, list) {
  if (step.failed) return `Step ${step.number} did not work. ${step.failed}`;
  const first = list.length === 2 ? `Step ${list[0].number}` : `Steps ${list[0].number} to ${list.at(-2)?.number}`;
  const before = list.length > 1 ? ` ${first} ran first, because later steps build on earlier ones.` : "";
  return `Step ${step.number} ran. Its result is below.${before}`;
}

/** From now on this page opens without a connection; a newer one replaces it when there is one. */
async function keepPages() {
  try {
    await navigator.serviceWorker?.register(new URL("../service-worker.js", import.meta.url));
    const pages = await caches.open(PAGES);
    const used = performance.getEntriesByType("resource").map((each) => each.name);
    const ours = [location.href.split("#")[0], ...used].filter((url) => url.startsWith(location.origin) && !url.includes("/python/"));
    await pages.addAll([...new Set([...ours, new URL("worker.mjs", import.meta.url).href])]);
  } catch { /* a private window may refuse; the page works all the same */ }
}

/** Exercises that need code get a place to write it. */
function addExercises() {
  for (const asked of document.querySelectorAll(".gd-question")) {
    const source = asked.gdQuestion?.item;
    if (!source?.stub) continue;
    const code = `${source.stub} = ...\ngd.check("${source.id}", ${source.stub})`;
    const pre = make("pre", {}, code);
    const cell = make("div", { className: "cell gd-exercise" }, make("div", { className: "cell_input" }, make("div", { className: "highlight" }, pre)));
    asked.after(cell);
  }
  sayWhereAnswered();
}

function sayWhereAnswered() {
  for (const place of document.querySelectorAll(".gd-in-notebook")) {
    place.textContent = "Write your answer below in place of the three dots, then run it.";
  }
}

/** Changes to steps that have been rewritten since: shown, never applied and never lost. */
function showOrphans(orphans) {
  if (!orphans.length) return;
  const versions = orphans.map((each) => make("details", {}, make("summary", {}, "Your version of an earlier step"), make("pre", { tabIndex: 0 }, each.now)));
  const title = make("p", { id: "rewritten" }, make("strong", {}, "This lesson was updated since you changed it"));
  const aside = make("aside", { className: "gd-rewritten" }, title, make("p", {}, "The new steps are shown. What you wrote is here:"), ...versions);
  aside.setAttribute("aria-labelledby", "rewritten");
  steps[0].cell.before(aside);
}

function about() {
  const save = make("button", { type: "button", className: "gd-button" }, "Save as a notebook, with my changes");
  const status = make("p", { className: "gd-run-said" });
  status.setAttribute("role", "status");
  save.addEventListener("click", async () => {
    const notebook = await import("./notebook.mjs");
    const address = document.querySelector("a[download][href$='.ipynb']")?.href;
    await notebook.save(LESSON, steps.map((step) => ({ was: step.was, now: step.code })), address);
    status.textContent = "Saved as a file. Open it in Jupyter.";
  });
  const text = `The code on this page can be run and changed. The first Run fetches Python, about ${MEGABYTES} MB, once (steps that need more of it, ${MORE} MB more); after that it also works without a connection. What you type stays in this browser. In the code, Ctrl and Enter together run it.`;
  return make("div", { className: "gd-run-about" }, make("p", {}, text), save, status);
}

function begin() {
  addExercises();
  const cells = [...document.querySelectorAll("main .cell")].filter((cell) => cell.querySelector(".cell_input pre"));
  const earlier = kept(LESSON);
  const twins = new Map();
  for (const cell of cells) {
    const step = new Step(cell, { number: steps.length + 1, lesson: LESSON, twins, run, stop: () => python.stop(STOPPED), python });
    step.restore(earlier);
    steps.push(step);
  }
  if (!steps.length) return;
  steps[0].cell.before(about());
  showOrphans(earlier.filter((each) => !steps.some((step) => step.was === each.was && step.nth === each.nth)));
  document.addEventListener("gd-forgotten", () => {
    for (const step of steps) step.undo();
    document.querySelector(".gd-rewritten")?.remove();
    sayWhereAnswered();
  });
}

begin();
