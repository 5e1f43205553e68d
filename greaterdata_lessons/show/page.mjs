// Brings the questions of a page to life. Loaded by the book; answers stay in this browser.

import { KEY } from "./progress.mjs";
import { mount } from "./question.mjs";

const NOT_GUESSED = "You have not guessed yet.";
const NOT_KEPT = "This browser does not keep your answers: they are gone when you leave this page.";
const STARTS_AFRESH = "The answers kept in this browser could not be read, so you start afresh.";

/** Answers in the browser's own storage; where that is refused, in this page alone. */
function makeStore(tell) {
  let answers = {};
  const read = () => {
    let text;
    try {
      text = localStorage.getItem(KEY);
    } catch {
      tell(NOT_KEPT);
      return answers;
    }
    try {
      const found = JSON.parse(text ?? "{}");
      if (typeof found !== "object" || found === null || Array.isArray(found)) throw new TypeError();
      return found;
    } catch {
      tell(STARTS_AFRESH);
      return answers;
    }
  };
  answers = read();
  return {
    get(id) {
      const record = Object.hasOwn(answers, id) ? answers[id] : null;
      return typeof record === "object" ? record : null;
    },
    set(id, record) {
      // Read again first: another tab may have kept answers meanwhile.
      answers = { ...read(), ...answers, [id]: record };
      try {
        localStorage.setItem(KEY, JSON.stringify(answers));
      } catch {
        tell(NOT_KEPT);
      }
    },
    all: () => Object.values(read()),
    forget() {
      const count = Object.keys(read()).length;
      answers = {};
      try {
        localStorage.removeItem(KEY);
      } catch {
        tell(NOT_KEPT);
      }
      return count;
    },
  };
}

/** A place above the first question for the one thing to say about storage. */
function makeNotice() {
  const notice = document.createElement("p");
  notice.className = "gd-notice";
  notice.setAttribute("role", "status");
  document.querySelector(".gd-question")?.before(notice);
  return (says) => { if (!notice.textContent) notice.textContent = says; };
}

function mountAll(store) {
  for (const element of document.querySelectorAll(".gd-question")) {
    const source = element.querySelector("script.gd-item");
    if (source) {
      const heading = element.querySelector(".gd-title")?.localName;
      element.gdQuestion = { item: JSON.parse(source.textContent), heading };
    }
    if (!element.gdQuestion) continue;
    const { item, heading } = element.gdQuestion;
    mount(element, item, { store, heading: /^h[2-6]$/.test(heading) ? heading : "strong" });
  }
}

function fillPredictions(store) {
  for (const place of document.querySelectorAll(".gd-prediction[data-item]")) {
    const said = store.get(place.dataset.item)?.answer;
    place.textContent = typeof said === "string" ? `You said: ${said}.` : NOT_GUESSED;
  }
}

function wireForget(store) {
  for (const button of document.querySelectorAll("button.gd-forget")) {
    const status = document.createElement("p");
    status.className = "gd-forgotten";
    status.setAttribute("role", "status");
    button.after(status);
    button.hidden = false;
    button.addEventListener("click", () => {
      const count = store.forget();
      mountAll(store);
      fillPredictions(store);
      const what = count === 1 ? "1 answer was" : `${count} answers were`;
      status.textContent = count ? `Done. ${what} removed from this browser.` : "No answers were kept in this browser.";
    });
  }
}

const store = makeStore(makeNotice());
mountAll(store);
fillPredictions(store);
wireForget(store);
document.addEventListener("gd-answer", () => fillPredictions(store));
