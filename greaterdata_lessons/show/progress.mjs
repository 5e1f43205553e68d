// A learner's progress in the browser: read, merge, write, and how far it goes. The rules are
// those of learning/progress_format.py and learning/progress_marks.py; a test holds them
// together. No part of a page is touched here, so that any page may use it.

const KEY = "greaterdata:v1:answers";
const ASIDE = `${KEY}:set-aside`;
/** What a reader changed in the code of pages: forgotten together with the answers. */
export const EDITS = "greaterdata:v1:edits";
export const EDITS_ASIDE = `${EDITS}:set-aside`;
const UNREADABLE = "The answers kept in this browser could not be read, so you start afresh. Nothing is " +
  'lost: they are set aside, and "Save my progress" on the page "Your progress" puts them in its file.';
const FORMAT = "greaterdata progress";
const VERSION = 1;
const LONGEST_NAME = 200;
const STATES = ["right", "not yet", "kept"];
const WHEN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const START = ["first", "sure", "began"];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// Names come from a file, so they may be any text, "__proto__" too.
const fromEntries = (entries) => Object.assign(Object.create(null), Object.fromEntries(entries));

// Reading and writing

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a text holds: {answers, ours, newer, unreadable}; nothing in it makes this fail. */
export function read(text) {
  const clean = text.replace(/^\ufeff/, "");
  const parts = clean.split("\n").filter((part) => part.trim());
  const whole = parts.length > 1 ? parsed(clean) : null;
  const documents = whole === null ? parts.map(parsed) : [whole];
  const ours = documents.filter((each) => isObject(each) && each.format === FORMAT);
  const newer = ours.filter((each) => Number.isInteger(each.version) && each.version > VERSION);
  const usable = ours.filter((each) => !newer.includes(each) && isObject(each.answers));
  return {
    answers: merged(usable.map((each) => cleanAll(each.answers))),
    ours: ours.length,
    newer: newer.length,
    unreadable: documents.length - newer.length - usable.length,
  };
}

/** Answers as the text of a file. */
export function written(answers) {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, answers: cleanAll(answers) })}\n`;
}

export function cleanAll(answers) {
  return fromEntries(Object.entries(answers)
    .filter(([name, kept]) => name.length <= LONGEST_NAME && isRecord(kept))
    .map(([name, kept]) => [name, cleaned(kept)]));
}

const isRecord = (kept) => isObject(kept) && "answer" in kept && STATES.includes(kept.state);

function cleaned(kept) {
  return Object.fromEntries(Object.entries(kept).filter(([name, value]) => {
    if (name === "tries") return Number.isInteger(value) && value > 0;
    if (["when", "began"].includes(name)) return typeof value === "string" && WHEN.test(value);
    return !["first", "sure", "misconception"].includes(name) || typeof value === "string";
  }));
}

// Merging: right before not yet, then the later; the earliest first try; the most tries

/** Every answer of several collections; of two to one question, the better one. */
export function merged(many) {
  const together = Object.create(null);
  for (const [name, kept] of many.flatMap((answers) => Object.entries(answers))) {
    together[name] = name in together ? better(together[name], kept) : kept;
  }
  return together;
}

function better(one, other) {
  const best = order(worth(one), worth(other)) < 0 ? other : one;
  const start = order(age(one), age(other)) <= 0 ? one : other;
  const tries = Math.max(one.tries ?? 0, other.tries ?? 0);
  return { ...restOf(best), ...of(start, (name) => START.includes(name)), ...(tries ? { tries } : {}) };
}

const of = (kept, fits) => Object.fromEntries(Object.entries(kept).filter(([name]) => fits(name)));
const restOf = (kept) => of(kept, (name) => !START.includes(name) && name !== "tries");
const text = (part) => JSON.stringify(Object.keys(part).sort().map((name) => [name, part[name]]));
// The text comes last, so that any order of merging gives the same.
const worth = (kept) => [kept.state !== "not yet", kept.when ?? "", text(restOf(kept))];
const age = (kept) => [!("first" in kept), kept.began ?? "9", kept.first === "right", kept.sure ?? ""];

function order(one, other) {
  for (const [n, part] of one.entries()) {
    if (part !== other[n]) return part < other[n] ? -1 : 1;
  }
  return 0;
}

// How far it goes

const isMarked = (item) => !["predict", "reflect"].includes(item.kind);

/** How far answers go in a lesson of lessons.json: {questions, answered, right, met, state}. */
export function lessonMark(lesson, answers) {
  const done = (item) => ["right", "kept"].includes(answers[item.id]?.state);
  const isMet = (objective) => {
    const serving = lesson.items.filter((item) => item.objective === objective);
    const marked = serving.filter(isMarked);
    return (marked.length ? marked : serving).every(done);
  };
  const objectives = [...new Set(lesson.items.map((item) => item.objective).filter(Boolean))];
  const met = objectives.filter(isMet);
  const answered = lesson.items.filter((item) => item.id in answers).length;
  const begun = answered ? "begun" : "not begun";
  return {
    questions: lesson.items.length,
    answered,
    right: lesson.items.filter((item) => isMarked(item) && done(item)).length,
    met,
    state: objectives.length && met.length === objectives.length ? "done" : begun,
  };
}

/** The questions worth another look, the longest unseen first. */
export function toRevisit(answers) {
  const isDue = (kept) => kept.state === "not yet" || (kept.first === "not yet" && "began" in kept &&
    (kept.when ?? "").slice(0, 10) <= kept.began.slice(0, 10));
  const seen = (name) => [answers[name].when ?? "", name];
  return Object.keys(answers).filter((name) => isDue(answers[name]))
    .sort((one, other) => order(seen(one), seen(other)));
}

// The browser's own storage

const answersIn = (text) => {
  const found = parsed(text ?? "{}");
  return isObject(found) ? found : null;
};

/** Every answer kept, as it stands; none when it cannot be read. Throws where storage is refused. */
export const stored = () => answersIn(localStorage.getItem(KEY)) ?? {};

/** The answers kept in this browser; none when storage is refused or cannot be read. */
export function kept() {
  try {
    return cleanAll(stored());
  } catch {
    return Object.create(null);
  }
}

/** Keep answers in this browser; tells whether that worked. */
export function keep(answers) {
  try {
    setAside();
    localStorage.setItem(KEY, JSON.stringify(answers));
    return true;
  } catch {
    return false;
  }
}

/** Put aside what is kept and cannot be read, so that nothing is written over it; says so. */
export function setAside() {
  const text = localStorage.getItem(KEY);
  if (answersIn(text)) return "";
  localStorage.setItem(ASIDE, `${aside()}${text}\n`);
  localStorage.removeItem(KEY);
  return UNREADABLE;
}

/** What was set aside in this browser, as it was; throws where storage is refused. */
export const aside = () => localStorage.getItem(ASIDE) ?? "";

/** Forget all that this browser keeps; says what was removed, where so many answers were kept. */
export function forget(count) {
  let more = "";
  try {
    if (aside()) more = " What could not be read was removed too.";
    if (localStorage.getItem(EDITS)) more += " So were your changes to code.";
    for (const key of [KEY, ASIDE, EDITS, EDITS_ASIDE]) localStorage.removeItem(key);
  } catch { /* then nothing was kept either */ }
  if (!count && !more) return "No answers were kept in this browser.";
  return `Done. ${count === 1 ? "1 answer was" : `${count} answers were`} removed from this browser.${more}`;
}

/** Every lesson, its page, objectives and questions, as the book was built. */
export async function lessons() {
  const found = await fetch(new URL("lessons.json", import.meta.url));
  return (await found.json()).lessons;
}
