// Brings the course's interactive elements to life: views to choose from, steps, a path of
// questions, dials, and "how many match me?". Each element is plain HTML that says everything
// already; without this script nothing is lost.

let mounted = 0;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A control that keeps its keys to itself: Lab takes arrow keys and letters otherwise. */
const control = (tag, properties, ...children) => {
  const element = make(tag, properties, ...children);
  element.setAttribute("data-lm-suppress-shortcuts", "true");
  return element;
};

const button = (text, act) => {
  const element = control("button", { type: "button", className: "gd-button", textContent: text });
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") act();
  });
  return element;
};

/** A line that a screen reader says when it changes; visible unless it only repeats. */
const announcer = (className) => {
  const status = make("p", { className });
  status.setAttribute("role", "status");
  return status;
};

/** A named group: radio buttons, or a drop-down where there are more than five options. */
function choices(name, options, act, id) {
  if (options.length > 5) {
    const select = control("select", { id }, ...options.map((text) => make("option", { textContent: text })));
    select.addEventListener("change", () => act(select.selectedIndex));
    return make("p", { className: "gd-explore-select" }, make("label", { htmlFor: id, textContent: name }), select);
  }
  const parts = options.map((text, position) => {
    const input = control("input", { type: "radio", name: id, id: `${id}-${position}` });
    input.checked = position === 0;
    input.addEventListener("change", () => act(position));
    const label = make("label", { htmlFor: input.id, textContent: text });
    return make("span", { className: "gd-explore-option" }, input, label);
  });
  return make("fieldset", { className: "gd-explore-switch" }, make("legend", { textContent: name }), ...parts);
}

/** Take the views out of their folds and names off them: the controls say which is shown. */
function unfold(root) {
  const views = [...root.querySelectorAll(":scope > .gd-view")];
  for (const view of views) {
    view.querySelector(":scope > .gd-view-name")?.classList.add("gd-paper");
    const fold = view.querySelector(":scope > details");
    if (!fold) continue;
    const name = make("p", { className: "gd-view-name gd-paper", textContent: fold.firstElementChild.textContent });
    fold.firstElementChild.remove();
    fold.replaceWith(name, ...fold.childNodes);
  }
  return views;
}

function mountSwitch(root, id) {
  const controls = Object.entries(JSON.parse(root.dataset.controls));
  const views = unfold(root);
  const chosen = controls.map(([, options]) => options[0]);
  const status = announcer("gd-explore-status");
  const show = (says) => {
    const wanted = JSON.stringify(chosen);
    for (const view of views) view.hidden = JSON.stringify(JSON.parse(view.dataset.settings)) !== wanted;
    if (says) status.textContent = `Showing: ${chosen.join(", ")}.`;
  };
  const groups = controls.map(([name, options], place) =>
    choices(name, options, (at) => { chosen[place] = options[at]; show(true); }, `${id}-${place}`));
  if (groups.length > 1) {
    const several = make("div", { className: "gd-explore-controls" }, ...groups);
    several.setAttribute("role", "group");
    several.setAttribute("aria-label", root.dataset.label);
    root.prepend(make("p", { className: "gd-explore-label", textContent: root.dataset.label }), several, status);
  } else root.prepend(...groups, status);
  show(false);
}

function mountSteps(root) {
  const views = unfold(root);
  let at = 0;
  const where = announcer("gd-step-name");
  const move = (by) => () => {
    at += by;
    show();
  };
  const back = button("Previous step", move(-1));
  const on = button("Next step", move(1));
  const show = () => {
    views.forEach((view, position) => { view.hidden = position !== at; });
    where.textContent = views[at].dataset.view;
    back.setAttribute("aria-disabled", String(at === 0));
    on.setAttribute("aria-disabled", String(at === views.length - 1));
  };
  const bar = make("div", { className: "gd-explore-bar" }, back, on);
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", root.dataset.label);
  root.prepend(make("p", { className: "gd-explore-label", textContent: root.dataset.label }), bar, where);
  show();
}

function mountPath(root) {
  const list = root.querySelector(".gd-path");
  const ends = root.querySelector(".gd-outcomes");
  const find = (key) => [...list.children, ...ends.children].find((entry) => entry.dataset.key === key);
  const taken = []; // what was answered so far: question, answer, why
  const past = make("ol", { className: "gd-path-past" });
  const now = make("div", { className: "gd-path-now", tabIndex: -1 });
  const back = button("Go back one step", () => { taken.pop(); show(true); });
  const again = button("Start again", () => { taken.length = 0; show(true); });
  const bar = make("div", { className: "gd-explore-bar" }, back, again);
  const show = (focus) => {
    past.replaceChildren(...taken.map(({ asked, answer, why }) =>
      make("li", {}, `${asked} `, make("strong", { textContent: answer }), ` ${why}`)));
    past.hidden = bar.hidden = taken.length === 0;
    const entry = taken.length ? find(taken.at(-1).next) : list.firstElementChild;
    now.replaceChildren(...(entry.parentElement === ends ? outcome(entry) : ask(entry)));
    if (focus) now.focus();
  };
  const ask = (entry) => {
    const asked = entry.querySelector(".gd-ask").textContent;
    const answers = [...entry.querySelectorAll("[data-next]")].map((option) => {
      const answer = option.querySelector(".gd-answer").textContent;
      const why = option.querySelector(".gd-because").textContent;
      return button(answer, () => { taken.push({ asked, answer, why, next: option.dataset.next }); show(true); });
    });
    return [make("p", { className: "gd-ask", textContent: asked }), make("div", { className: "gd-explore-bar" }, ...answers)];
  };
  const outcome = (entry) => {
    const card = make("div", { className: "gd-outcome" });
    card.append(...entry.cloneNode(true).childNodes);
    return [card];
  };
  const live = make("div", { className: "gd-path-live" }, past, now, bar);
  live.setAttribute("role", "group");
  live.setAttribute("aria-label", root.dataset.label);
  root.prepend(make("p", { className: "gd-explore-label", textContent: root.dataset.label }), live);
  for (const part of [list, ends]) part.classList.add("gd-paper");
  show(false);
}

function mountDials(root, id) {
  const { readouts, dials } = JSON.parse(root.dataset.plan);
  const chosen = dials.map(() => 0);
  const status = announcer("gd-dials-said");
  const bars = readouts.map((readout) => {
    const fill = make("span", { className: "gd-bar-fill" });
    const value = make("span", { className: "gd-bar-value" });
    const bar = make("span", { className: "gd-bar" }, fill);
    return { fill, value, row: make("div", { className: "gd-readout" }, make("span", { textContent: readout.name }), bar, value) };
  });
  const notes = dials.map(() => make("p", { className: "gd-dial-says" }));
  const show = () => {
    const said = readouts.map((readout, place) => {
      const sum = dials.reduce((total, dial, d) => total + (dial.setting[chosen[d]].adds[readout.key] ?? 0), readout.start);
      const total = Math.min(Math.max(sum, readout.least), readout.most);
      bars[place].fill.style.inlineSize = `${(100 * total) / readout.most}%`;
      bars[place].value.textContent = `${total} ${readout.unit}`;
      return `${readout.name} ${total} ${readout.unit}`.trim();
    });
    status.textContent = `${said.join(", ")}.`;
    dials.forEach((dial, d) => { notes[d].textContent = dial.setting[chosen[d]].says; });
  };
  const groups = dials.map((dial, d) => {
    const names = dial.setting.map((setting) => setting.name);
    const group = choices(`${dial.name}: ${dial.asks}`, names, (at) => { chosen[d] = at; show(); }, `${id}-${d}`);
    group.append(notes[d]);
    return group;
  });
  const readings = make("div", { className: "gd-readouts" }, ...bars.map((bar) => bar.row));
  readings.setAttribute("aria-hidden", "true"); // the status line says the same, once
  root.prepend(make("p", { className: "gd-explore-label", textContent: root.dataset.label }), ...groups, readings, status);
  root.querySelector(".gd-dials-numbers").open = false;
  show();
}

function mountMatch(root, id) {
  const { names, values, rows, few } = JSON.parse(root.dataset.plan);
  const chosen = names.map(() => -1);
  const status = announcer("gd-match-said");
  const show = () => {
    const fits = rows.filter((row) => chosen.every((at, place) => at < 0 || row[place] === at));
    const people = fits.reduce((sum, row) => sum + row.at(-1), 0);
    const tail = people === 0 ? "Nobody on this list."
      : people === 1 ? "That row is one person's. Anybody who knows these facts can find it."
      : people < few ? "Few enough to guess who is who."
      : "A crowd to stand in, as far as these facts go.";
    status.textContent = `${people.toLocaleString("en-GB")} made-up ${people === 1 ? "person matches" : "people match"}. ${tail}`;
  };
  const drops = names.map((name, place) => {
    const key = `${id}-${place}`;
    const options = ["any", ...values[place]].map((text) => make("option", { textContent: text }));
    const select = control("select", { id: key }, ...options);
    select.addEventListener("change", () => { chosen[place] = select.selectedIndex - 1; show(); });
    return make("p", { className: "gd-explore-select" }, make("label", { htmlFor: key, textContent: name }), select);
  });
  const group = make("fieldset", { className: "gd-explore-switch" }, make("legend", { textContent: root.dataset.label }), ...drops);
  root.prepend(group, status);
  show();
}

const WORD = /[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d[\d,.]*%?/g;
const SENTENCE_END = /(?<=[.!?])["'”’)]*\s+|\n\s*\n|\n(?=\s*[-*•])/;
const VOWELS = /[aeiouyàâäéèêëîïôöùûü]+/g;
const SILENT = /(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxzgh])es$/;
const found = (pattern, text) => text.match(pattern) ?? [];

/** What a text asks of its reader: the same counts as reading.py makes. */
export function reading(text, { long, words: plain }) {
  const parts = text.split(SENTENCE_END).filter((part) => found(WORD, part).length).map((part) => part.trim());
  const words = found(WORD, text);
  const heard = words.reduce((sum, word) =>
    sum + Math.max(found(VOWELS, word.toLowerCase().replace(SILENT, "")).length, 1), 0);
  const ease = 206.835 - (1.015 * words.length) / Math.max(parts.length, 1) - (84.6 * heard) / Math.max(words.length, 1);
  const written = (word) =>
    new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:s|d)?(?![\\w-])`, "i").test(text);
  return {
    words: words.length,
    sentences: parts.length,
    ease: Math.min(Math.max(ease, 0), 100),
    long: parts.filter((part) => found(WORD, part).length > long),
    jargon: Object.entries(plain).filter(([word]) => written(word)),
  };
}

function mountRewrite(root, id) {
  const plan = JSON.parse(root.dataset.plan);
  const box = control("textarea", { id, rows: 8, value: plan.text, spellcheck: true });
  box.setAttribute("aria-describedby", `${id}-said`);
  const status = announcer("gd-rewrite-said");
  status.id = `${id}-said`;
  const list = make("ul", { className: "gd-rewrite-list" });
  const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const show = () => {
    const said = reading(box.value, plan);
    const over = said.words - plan.most;
    status.textContent = said.words === 0 ? "Nothing written yet."
      : `${many(said.words, "word")}${over > 0 ? `, ${over} too many` : ` of at most ${plan.most}`}. `
        + `${Math.round(said.words / Math.max(said.sentences, 1))} words a sentence. `
        + `Reading ease ${Math.round(said.ease)}: ${said.ease >= plan.easy ? "plain" : "hard going"}.`;
    list.replaceChildren(
      ...said.long.map((sentence) => make("li", { textContent: `Long: ${sentence}` })),
      ...said.jargon.map(([word, plain]) => make("li", { textContent: `Instead of "${word}": ${plain}.` })),
    );
  };
  let waiting; // a screen reader is told when the typing rests, not at each key
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 600);
  });
  const label = make("label", { htmlFor: id, className: "gd-explore-label", textContent: root.dataset.label });
  root.prepend(label, box, status, list);
  root.querySelector(".gd-rewrite-first").classList.add("gd-paper");
  show();
}

const FORMS = {
  switch: mountSwitch, steps: mountSteps, path: mountPath, dials: mountDials, match: mountMatch, rewrite: mountRewrite,
};

/** Bring one element to life. */
export function mount(root) {
  if (root.dataset.mounted) return;
  root.dataset.mounted = "true";
  FORMS[root.dataset.form](root, `gd-explore-${(mounted += 1)}`);
}

/** Bring every element of a page to life. */
export function mountAll(page = document) {
  page.querySelectorAll(".gd-explore").forEach(mount);
}

/** anywidget's way in: the element comes from the kernel as HTML made by the library. */
function render({ model, el }) {
  el.innerHTML = model.get("html");
  mount(el.firstElementChild);
}

export default { render };
