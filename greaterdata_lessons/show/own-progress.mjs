// The page "Your progress", and what a lesson's page shows again from before. Everything is worked
// out in this browser from what it keeps; nothing is sent.

import { borneOut } from "./question.mjs";
import {
  aside, forget, keep, kept, lessonMark, lessons, merged, read, setAside, toRevisit, written,
} from "./progress.mjs";

const FILE = "my-progress.json";
const MOST_SHOWN = 10;
const MOST_AGAIN = 3;
const NOT_KEPT = "This browser does not let pages keep anything, so nothing was brought in.";
const NEWER = "This file was written by a newer version of the course. Open it in a newer copy of these " +
  "pages. Nothing was changed.";
const NOT_OURS = "That is not a progress file of this course. Nothing was changed.";
const CUT = " A part of the file was cut short or changed; everything else was read.";

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const count = (number) => (number === 1 ? "1 answer" : `${number} answers`);
const root = () => document.documentElement.dataset.content_root ?? "./";

/** A question by its name: {title, address, lesson}; nothing when the course no longer has it. */
function find(all, name) {
  const lesson = all.find((each) => each.items.some((item) => item.id === name));
  const item = lesson?.items.find((each) => each.id === name);
  if (!item) return null;
  const address = `${root()}${lesson.page}#question-${name.replaceAll("/", "-")}`;
  return { title: item.title, address, lesson };
}

const linked = ({ title, address, lesson }) =>
  make("li", {}, make("a", { href: address }, title), `, in ${lesson.title}`);

function showLesson(place, lesson, answers) {
  const mark = lessonMark(lesson, answers);
  const said = mark.answered
    ? `${mark.answered} of ${mark.questions} questions answered, ${mark.right} right.`
    : "Not begun.";
  place.querySelector(".gd-how-far").textContent = said;
  for (const line of place.querySelectorAll("[data-objective]")) {
    line.querySelector(".gd-met")?.remove();
    const met = mark.met.includes(line.dataset.objective);
    line.classList.toggle("gd-is-met", met);
    if (mark.answered) line.append(make("span", { className: "gd-met" }, met ? " (met)" : " (not yet)"));
  }
}

function showList(name, nodes, otherwise) {
  const place = document.querySelector(`[data-part="${name}"]`);
  place?.replaceChildren(nodes.length ? make("ul", {}, ...nodes) : make("p", {}, otherwise));
}

function show(all) {
  const answers = kept();
  for (const place of document.querySelectorAll("section[data-lesson]")) {
    const lesson = all.find((each) => each.lesson === place.dataset.lesson);
    if (lesson) showLesson(place, lesson, answers);
  }
  const sure = ["guess", "fairly", "very"].map((level) => borneOut(level, Object.values(answers)));
  showList("sure", sure.filter(Boolean).map((says) => make("li", {}, says)),
    "Nothing to say yet. Where a question asks how sure you are, say so: after three answers you can " +
    "read here how often you were right. There are no minus marks.");
  const again = toRevisit(answers).map((name) => find(all, name)).filter(Boolean);
  showList("again", again.slice(0, MOST_SHOWN).map(linked), "Nothing at the moment.");
  document.dispatchEvent(new Event("gd-progress")); // for what else on the page shows it
}

function download() {
  const { text } = unread();
  const link = make("a", {
    href: URL.createObjectURL(new Blob([written(kept()), text], { type: "application/json" })),
    download: FILE,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  return `${count(Object.keys(kept()).length)} saved to ${FILE}. It holds no name, but it does hold what you ` +
    `wrote: read it before you give it to anybody.${text && " What could not be read is in it too, as it was."}`;
}

async function bringIn(input) {
  const file = input.files[0];
  if (!file) return "Choose a file first.";
  const found = read(await file.text());
  if (!found.ours) return NOT_OURS;
  const names = Object.keys(found.answers);
  if (found.newer && !names.length) return NEWER;
  const mine = kept();
  const together = merged([mine, found.answers]);
  if (!keep(together)) return NOT_KEPT;
  const better = names.filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(together[name]));
  return `${count(names.length)} read, ${better.length} of them new or better than yours.` +
    (found.unreadable || found.newer ? CUT : "");
}

/** What was set aside because it could not be read; nothing where storage is refused. */
function unread() {
  try {
    return { says: setAside(), text: aside() };
  } catch {
    return { says: "", text: "" };
  }
}

/** Bring the page "Your progress" to life. */
async function wire(controls) {
  const all = await lessons();
  const status = document.querySelector(".gd-said");
  const input = controls.querySelector("input[type=file]");
  const acts = { save: download, bring: () => bringIn(input), forget: () => forget(Object.keys(kept()).length) };
  for (const button of controls.querySelectorAll("button[data-act]")) {
    button.addEventListener("click", async () => {
      const says = await acts[button.dataset.act]();
      show(all);
      status.textContent = says;
    });
  }
  status.textContent = unread().says;
  show(all);
  controls.hidden = false;
}

/** Under a lesson's questions about earlier ones: what this reader had wrong elsewhere. */
async function showAgain() {
  const asked = [...document.querySelectorAll(".gd-question")].filter((node) => node.gdQuestion?.item.recall);
  const here = asked[0]?.gdQuestion.item.id.split("/")[0];
  const due = toRevisit(kept()).filter((name) => name.split("/")[0] !== here);
  if (!here || !due.length) return;
  const all = await lessons();
  const again = due.map((name) => find(all, name)).filter(Boolean).slice(0, MOST_AGAIN);
  if (!again.length) return;
  const title = make("p", { id: "from-before" }, make("strong", {}, "From before: worth another look"));
  const says = make("p", {}, "You did not have these right at the first try. Can you now?");
  const aside = make("aside", { className: "gd-again" }, title, says, make("ul", {}, ...again.map(linked)));
  aside.setAttribute("aria-labelledby", "from-before");
  asked.at(-1).after(aside);
}

const controls = document.querySelector(".gd-acts");
if (controls) wire(controls);
else showAgain();
