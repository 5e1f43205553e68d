// Brings the questions of a page to life. Loaded by the book; answers stay in this browser.

import { forget, keep, setAside, stored } from "./progress.mjs";
import { mount } from "./question.mjs";

const NOT_GUESSED = "You have not guessed yet.";
const NOT_KEPT = "This browser does not keep your answers: they are gone when you leave this page.";

/** Answers in the browser's own storage; where that is refused, in this page alone. */
function makeStore(tell) {
  let unsaved = {};
  const all = () => {
    try {
      return { ...stored(), ...unsaved };
    } catch {
      tell(NOT_KEPT);
      return unsaved;
    }
  };
  try {
    tell(setAside());
  } catch {
    tell(NOT_KEPT);
  }
  return {
    get(id) {
      const answers = all();
      const record = Object.hasOwn(answers, id) ? answers[id] : null;
      return typeof record === "object" ? record : null;
    },
    set(id, record) {
      unsaved = { ...unsaved, [id]: record };
      if (keep(all())) unsaved = {};
      else tell(NOT_KEPT);
    },
    all: () => Object.values(all()),
    forget() {
      const count = Object.keys(all()).length;
      unsaved = {};
      return forget(count);
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
      status.textContent = store.forget();
      mountAll(store);
      fillPredictions(store);
      document.dispatchEvent(new Event("gd-forgotten"));
    });
  }
}

const store = makeStore(makeNotice());
mountAll(store);
fillPredictions(store);
wireForget(store);
document.addEventListener("gd-answer", () => fillPredictions(store));
