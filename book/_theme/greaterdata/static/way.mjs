// A pathway's page and the start page: where this reader is, and what is next. All of it is worked
// out from what this browser keeps; nothing is sent.

import { kept, lessonMark, lessons } from "./progress.mjs";

const root = document.documentElement.dataset.content_root ?? "./";

function linked(lesson) {
  return Object.assign(document.createElement("a"), {
    href: root + lesson.page,
    textContent: lesson.title,
  });
}

const SAID = {
  "not begun": () => "",
  begun: (mark) => `begun: ${mark.answered} of ${mark.questions} questions answered`,
  done: () => "done",
};

/** Say beside each lesson how far this reader is, and above them all what is next. */
function showWay(where, all, answers) {
  const marks = [...document.querySelectorAll(".gd-way [data-lesson]")].map((place) => {
    const lesson = all.find((each) => each.lesson === place.dataset.lesson);
    const mark = lessonMark(lesson, answers);
    place.dataset.state = mark.state;
    place.querySelector(".gd-how-far").textContent = SAID[mark.state](mark);
    return { lesson, mark };
  });
  const done = marks.filter(({ mark }) => mark.state === "done").length;
  const next = marks.find(({ mark }) => mark.state !== "done");
  const begun = marks.some(({ mark }) => mark.state !== "not begun");
  where.replaceChildren(begun ? `You have done ${done} of ${marks.length}. ` : "You have not begun yet. ");
  if (next) where.append(begun ? "Next: " : "Begin with ", linked(next.lesson), ".");
  else where.append("That is all of it so far. Look again in a month: what stays is what you use.");
}

/** On the start page: the lesson answered last, if it is not done. */
function showCarryOn(line, all, answers) {
  const last = Object.entries(answers)
    .map(([name, each]) => ({ when: each.when ?? "", lesson: name.split("/")[0] }))
    .sort((one, other) => (one.when < other.when ? 1 : -1))
    .map((each) => all.find((lesson) => lesson.lesson === each.lesson))
    .find(Boolean);
  const mark = last && lessonMark(last, answers);
  line.hidden = !last || mark.state === "done";
  if (!line.hidden) {
    line.replaceChildren("Welcome back. Carry on with ", linked(last),
      `: ${mark.answered} of ${mark.questions} questions answered.`);
  }
}

async function show() {
  const where = document.querySelector(".gd-where");
  const line = document.querySelector(".gd-carry-on");
  const answers = kept();
  if (!where && !Object.keys(answers).length) return; // a first visit fetches nothing more
  const all = await lessons();
  if (where) showWay(where, all, answers);
  if (line) showCarryOn(line, all, answers);
}

document.addEventListener("gd-progress", show);
show();
