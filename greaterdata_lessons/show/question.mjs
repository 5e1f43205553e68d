// Questions that can be answered with no server and no kernel: in a page of the course
// (`mount`, called by page.mjs) and in JupyterLab (`render`, called by anywidget).
// One module, no build step, no dependency. Marking follows learning/marking.py, reading
// learning/answers.py, text learning/markup.py, records learning/stored.py and how sure somebody
// was learning/certainty.py; tests hold each pair together.
// Text of a bank or a learner only ever becomes text nodes, never markup.

// Text

const LEADS = {
  "right": "Right.",
  "not yet": "Not yet.",
  "not tried": "Not tried yet.",
  "could not read": "I could not read that.",
  "kept": "Kept.",
};

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const fold = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const itemOf = (line) => /^([-*]) +(.*)$/.exec(line.trim()) ?? /^([0-9]+[.]) +(.*)$/.exec(line.trim());

function inline(text) {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).filter(Boolean).map((part) => {
    if (part.startsWith("**") && part.length > 4) return make("strong", {}, part.slice(2, -2));
    if (part.startsWith("`") && part.length > 2) return make("code", {}, part.slice(1, -1));
    return part;
  });
}

function blocksOf(text) {
  const blocks = [];
  let block = [], fenced = false;
  const close = () => { if (block.length) blocks.push(block); block = []; };
  for (const line of text.trim().split("\n")) {
    const bare = line.trim();
    if (bare === "```" || (!fenced && bare.startsWith("```"))) {
      if (!fenced) close();
      block.push("```");
      fenced = !fenced;
      if (!fenced) close();
    } else if (fenced) block.push(line);
    else if (!bare || (block.length && itemOf(bare) && !itemOf(block[0]))) {
      close();
      if (bare) block.push(bare);
    } else block.push(bare);
  }
  close();
  return blocks;
}

/** Return text as nodes: paragraphs, lists, bold, code and code blocks, nothing else. */
export function formatted(text) {
  return blocksOf(text).map((lines) => {
    if (lines[0] === "```") {
      const code = lines.slice(1).filter((line) => line !== "```").join("\n");
      return make("pre", {}, make("code", {}, code));
    }
    if (!itemOf(lines[0])) return make("p", {}, ...inline(lines.join(" ")));
    const entries = [];
    for (const line of lines) {
      const match = itemOf(line);
      if (match) entries.push(match[2]);
      else entries[entries.length - 1] += ` ${line}`;
    }
    const tag = /^[-*]/.test(lines[0]) ? "ul" : "ol";
    return make(tag, {}, ...entries.map((entry) => make("li", {}, ...inline(entry))));
  });
}

// Reading an answer

class Unreadable extends Error {}

const LONGEST = 200;
const WRITE_A_NUMBER = "Write one number in digits and nothing else, such as 12.5 or 1,250.";
const PERCENT = / ?(%|per cent|percent)$/;
const OF_100 = / (%|per cent|percent|(in|of|out of) every 100)$/;
const NUMBERS = /^[0-9]{1,3}([ ,;>-]+[0-9]{1,3})*$/;

function isBlank(answer) {
  if (answer === null || answer === undefined) return true;
  if (typeof answer === "string") return ["", "...", "…"].includes(fold(answer.slice(0, LONGEST)));
  return typeof answer === "object" && Object.values(answer).every(isBlank);
}

function plainNumber(given) {
  let text = given.trim();
  if (text.startsWith("£")) text = text.slice(1).trim();
  if (/^[+-]?[1-9][0-9]{0,2}([, ][0-9]{3})+([.][0-9]*)?$/.test(text)) text = text.replace(/[, ]/g, "");
  else if (/^[+-]?[0-9]+,[0-9]+$/.test(text)) text = text.replace(",", ".");
  if (!/^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$/.test(text)) {
    throw new Unreadable(WRITE_A_NUMBER);
  }
  return Number(text);
}

/** Take the unit, or some of its words, off the end; "%" is read later. */
function withoutUnit(text, unit) {
  if (unit && !PERCENT.test(` ${unit}`) && text.toLowerCase().endsWith(unit)) {
    return text.slice(0, -unit.length);
  }
  const [number, ...rest] = text.split(" ");
  const known = unit.split(" ").filter((word) => word && word !== "%");
  const named = !/^[0-9]/.test(rest.join(" ")) &&
    (rest.length ? rest : [""]).every((word) => known.includes(word.toLowerCase()));
  return named ? number : text;
}

function numberFromText(answer, unit) {
  let text = fold(answer.slice(0, LONGEST + 1)).replaceAll("\u2212", "-");
  if (text.length > LONGEST) throw new Unreadable(WRITE_A_NUMBER);
  const foldedUnit = fold(unit).toLowerCase();
  const perCent = OF_100.test(` ${foldedUnit}`);
  text = withoutUnit(text, foldedUnit);
  const lower = fold(text).toLowerCase();
  const core = lower.replace(PERCENT, "");
  const divide = core !== lower && !perCent ? 100 : 1;
  const parts = core.split("/").map(plainNumber);
  if (parts.length > 2 || (parts.length === 2 && parts[1] === 0)) throw new Unreadable(WRITE_A_NUMBER);
  return (parts.length === 2 ? parts[0] / parts[1] : parts[0]) / divide;
}

function readNumber(answer, unit = "") {
  const value = typeof answer === "string" ? numberFromText(answer, unit) : answer;
  if (typeof value !== "number") throw new Unreadable("This question asks for one number.");
  if (!Number.isFinite(value)) {
    throw new Unreadable("It is not a finite number. Look for a division by zero or a missing value.");
  }
  return value;
}

const pick = (options) => `Give the number of one option, 1 to ${options.length}, or its words.`;
const bare = (text) => fold(text).toLowerCase().replace(/[.]+$/, "");

function choose(options, answer) {
  if (typeof answer === "string" && !/^[0-9]{1,3}$/.test(fold(answer.slice(0, LONGEST)))) {
    const wanted = bare(answer.slice(0, LONGEST));
    const exact = options.findIndex((option) => bare(option) === wanted);
    if (exact >= 0) return exact;
    const fitting = options.filter((option) => wanted && bare(option).startsWith(wanted));
    if (fitting.length > 1) throw new Unreadable(`That fits more than one option. ${pick(options)}`);
    if (!fitting.length) throw new Unreadable(pick(options));
    return options.indexOf(fitting[0]);
  }
  const position = (typeof answer === "string" ? Number(fold(answer)) : answer) - 1;
  if (!["string", "number"].includes(typeof answer) || !(position in options)) {
    throw new Unreadable(pick(options));
  }
  return position;
}

function chooseSeveral(options, answer) {
  if (isBlank(answer)) return [];
  let parts = Array.isArray(answer) ? answer : [answer];
  if (typeof answer === "string" && NUMBERS.test(fold(answer.slice(0, LONGEST)))) {
    parts = answer.match(/[0-9]+/g);
  }
  if (parts.length > LONGEST) throw new Unreadable(`That is too many. ${pick(options)}`);
  return parts.map((part) => options[choose(options, part)]);
}

function readOrder(answer, count) {
  const wanted = new Unreadable(`Give the numbers 1 to ${count}, each once, in your order.`);
  let parts = answer;
  if (typeof answer === "string") {
    const text = fold(answer.slice(0, LONGEST));
    parts = NUMBERS.test(text) ? text.match(/[0-9]+/g) : null;
  }
  if (!Array.isArray(parts) || parts.length !== count) throw wanted;
  const whole = (part) => (typeof part === "string" && /^[0-9]{1,3}$/.test(fold(part)) ? Number(part) : part);
  const numbers = parts.map(whole);
  for (let n = 1; n <= count; n += 1) if (!numbers.includes(n)) throw wanted;
  return numbers;
}

// Marking

const near = (value, target, within) =>
  Math.abs(value - target) <= within + 1e-9 * Math.max(1, Math.abs(target));
const anyOf = (wanted, chosen) => !wanted?.length || wanted.some((text) => chosen.includes(text));
const notYet = (says, misconception = null) => ({ state: "not yet", says, misconception });
const right = (says) => ({ state: "right", says, misconception: null });
const kept = (says) => ({ state: "kept", says, misconception: null });
const named = (wrong) => notYet(wrong.says, wrong.misconception);

const MARKERS = {
  number(item, answer) {
    const value = readNumber(answer, item.unit ?? "");
    const { value: target, within } = item.answer;
    if (near(value, target, within)) return right(item.right);
    const wrong = item.wrong.find((entry) => near(value, entry.value, entry.within));
    if (wrong) return named(wrong);
    if (near(value, target, 3 * within)) {
      return notYet("You are close. Use the full figures and round only at the end.");
    }
    if (near(value * 100, target, within) || near(value / 100, target, within)) {
      return notYet("Look at the form of your number: a share (0.5) and a percentage (50) say the " +
        "same thing, but they are a hundred times apart.");
    }
    return notYet("Say in words what is counted, or what is compared with what, then look at the question again.");
  },
  choice(item, answer) {
    const option = item.options[choose(item.options.map((each) => each.text), answer)];
    return option.right ? right(option.says) : named(option);
  },
  "multi-choice"(item, answer) {
    const chosen = new Set(chooseSeveral(item.options.map((each) => each.text), answer));
    const extra = item.options.filter((each) => chosen.has(each.text) && !each.right);
    const missing = item.options.filter((each) => !chosen.has(each.text) && each.right);
    if (!extra.length && !missing.length) return right(item.right);
    const slip = [...extra, ...missing].find((each) => each.misconception)?.misconception ?? null;
    if (chosen.size === item.options.length) {
      return notYet("You chose every one, and not all of them belong. Decide about each one by itself.", slip);
    }
    const bullets = extra.map((each) => `- ${fold(each.text).replace(/[.]+$/, "")}: ${fold(each.says)}`);
    const says = extra.length ? [`Look again at what you chose:\n\n${bullets.join("\n")}`] : [];
    if (missing.length) says.push("Something that belongs is not chosen yet.");
    return notYet(says.join("\n\n"), slip);
  },
  order(item, answer) {
    const given = readOrder(answer, item.shown.length).map((number) => item.shown[number - 1]);
    const same = (keys) => keys.every((key, position) => key === given[position]);
    if (same(item.steps.map((step) => step.key))) return right(item.right);
    const wrong = item.wrong.find((entry) => same(entry.order));
    return wrong ? named(wrong) : notYet("Some steps are out of place. Ask of each one: what has " +
      "to be done before it can start?");
  },
  decide(item, answer) {
    const parts = ["action", "reasons", "safeguards"];
    if (typeof answer !== "object" || Array.isArray(answer) ||
        Object.keys(answer).some((key) => !parts.includes(key))) {
      throw new Unreadable('Give your decision as {"action": ..., "reasons": [...]}.');
    }
    if (isBlank(answer.action)) throw new Unreadable("Choose one action as well as your reasons.");
    const action = item.actions[choose(item.actions, answer.action)];
    const reasons = chooseSeveral(item.reasons, answer.reasons);
    const safeguards = chooseSeveral(item.safeguards ?? [], answer.safeguards);
    const wrong = item.wrong.find((entry) =>
      (entry.action ?? action) === action && anyOf(entry.reasons_any, reasons) &&
      anyOf(entry.safeguards_any, safeguards));
    if (wrong) return named(wrong);
    const full = item.full_marks.find((entry) =>
      entry.action === action && anyOf(entry.reasons_any, reasons) &&
      (entry.reasons_all ?? []).every((reason) => reasons.includes(reason)) &&
      anyOf(entry.safeguards_any, safeguards));
    return full ? right(full.says ?? item.right) : notYet(item.partly);
  },
  predict(item, answer) {
    return kept(`You said: ${item.options[choose(item.options, answer)]}. ${item.afterwards}`);
  },
  reflect(item, answer) {
    if (typeof answer !== "string") throw new Unreadable("Write your answer as text.");
    return kept(`Compare it with one good answer: ${item.model_answer}`);
  },
};

/** Mark an answer: {state, says, misconception}. Never throws, whatever the answer is. */
export function mark(item, answer) {
  const cannot = (says) => ({ state: "could not read", says, misconception: null });
  try {
    if (isBlank(answer)) {
      return { state: "not tried", says: "Give your answer, then check it.", misconception: null };
    }
    return MARKERS[item.kind](item, answer);
  } catch (error) {
    return cannot(error instanceof Unreadable ? error.message :
      "Something in this answer stops it from being read.");
  }
}

// What is kept of an answer, and how sure somebody was

const KEPT_STATES = ["right", "not yet", "kept"];
const LEVELS = { guess: "Guess", fairly: "Fairly sure", very: "Very sure" };
const ENOUGH = 3;

/** The record of a question after one more answer; `before` is its record so far, if any. */
export function added(before, answer, outcome, sure = null) {
  const { misconception, ...earlier } = before ?? {};
  const same = before && JSON.stringify(answer) === JSON.stringify(earlier.answer);
  const tries = Number.isInteger(earlier.tries) && earlier.tries > 0 ? earlier.tries : Number(Boolean(before));
  const when = new Date().toISOString().replace(/[.][0-9]+Z$/, "Z");
  const record = { ...earlier, answer, state: outcome.state, tries: tries + (same ? 0 : 1), when };
  if (outcome.misconception) record.misconception = outcome.misconception;
  if (outcome.state !== "kept" && !earlier.first) {
    record.first = outcome.state;
    record.began = when;
    delete record.sure;
    if (sure) record.sure = sure;
  }
  return record;
}

/** Say how often a level was borne out; nothing where none was said, or fewer than three times. */
export function borneOut(level, records) {
  if (!Object.hasOwn(LEVELS, level ?? "")) return "";
  const first = records.filter((each) => each?.sure === level).map((each) => each.first);
  const right = first.filter((state) => state === "right").length;
  const asked = right + first.filter((state) => state === "not yet").length;
  if (asked < ENOUGH) return "";
  const words = level === "guess" ? "a guess" : LEVELS[level].toLowerCase();
  const times = ["no time", "1 time"][right] ?? `${right} times`;
  return `When you said "${words}", your first answer was right ${times} in ${asked}.`;
}

// Controls: each kind's way of answering, as {node, read, write}

// JupyterLab keeps arrows, Enter and letters for itself unless the control itself says otherwise.
const ours = (node) => { node.setAttribute("data-lm-suppress-shortcuts", "true"); return node; };

function described(label, ...controls) {
  return make("div", { className: "gd-row" }, label, ...controls);
}

function ticks(type, texts, uid, legend) {
  const inputs = texts.map((_, n) =>
    ours(make("input", { type, name: uid, id: `${uid}-${n + 1}`, value: String(n + 1) })));
  const rows = inputs.map((input, n) => make("div", { className: "gd-option" }, input,
    make("label", { htmlFor: input.id }, ...inline(texts[n]))));
  const node = legend
    ? make("fieldset", { className: "gd-part" }, make("legend", {}, legend), ...rows)
    : make("div", { className: "gd-part" }, ...rows);
  const read = () => texts.filter((_, n) => inputs[n].checked);
  const write = (chosen) => inputs.forEach((input, n) => { input.checked = chosen.includes(texts[n]); });
  return { node, read, write, inputs };
}

function radios(texts, uid, legend) {
  const group = ticks("radio", texts, uid, legend);
  return {
    node: group.node,
    read: () => group.read()[0] ?? null,
    write: (answer) => group.write(isBlank(answer) ? [] : [texts[choose(texts, answer)]]),
  };
}

function tickBoxes(item, uid) {
  const texts = item.options.map((option) => option.text);
  const group = ticks("checkbox", texts, uid);
  return { ...group, write: (answer) => group.write(chooseSeveral(texts, answer)) };
}

/** "How sure are you?": open where the question asks for it, else folded; gone after a first try. */
function certainty(item, uid) {
  const group = ticks("radio", Object.values(LEVELS), `${uid}-sure`, "How sure are you? This is for you alone: it costs nothing.");
  const node = make("div", { className: "gd-sure" }, item.sure ? group.node
    : make("details", {}, ours(make("summary", {}, "Say how sure you are")), group.node));
  return {
    node,
    read: () => Object.keys(LEVELS).find((level) => LEVELS[level] === group.read()[0]) ?? null,
    said(level) {
      node.replaceChildren(...(LEVELS[level] ? [make("p", {}, `You said: ${LEVELS[level].toLowerCase()}.`)] : []));
    },
  };
}

function numberBox(item, uid) {
  // A phone's decimal keys have no minus sign, so they are offered only where none can be needed.
  const below = [item.answer, ...item.wrong].some((entry) => entry.value < 0);
  const input = ours(make("input", {
    type: "text", id: `${uid}-answer`, inputMode: below ? "text" : "decimal", autocomplete: "off",
  }));
  const unit = make("span", { id: `${uid}-unit`, className: "gd-unit" }, item.unit ?? "");
  if (item.unit) input.setAttribute("aria-describedby", unit.id);
  const label = make("label", { htmlFor: input.id }, "Your answer");
  const node = described(label, input, ...(item.unit ? [unit] : []));
  return { node, read: () => input.value, write: (answer) => { input.value = String(answer); }, input };
}

function orderBoxes(item, uid) {
  const texts = item.shown.map((key) => item.steps.find((step) => step.key === key).text);
  const places = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"];
  const boxes = texts.map((_, n) => {
    const options = texts.map((text, i) => make("option", { value: String(i + 1) }, `${i + 1}. ${text}`));
    return ours(make("select", { id: `${uid}-${n + 1}` }, make("option", { value: "" }, "Choose"), ...options));
  });
  const rows = boxes.map((box, n) =>
    described(make("label", { htmlFor: box.id }, places[n] ?? `Number ${n + 1}`), box));
  const steps = make("ol", { className: "gd-options" }, ...texts.map((text) => make("li", {}, ...inline(text))));
  return {
    node: make("div", { className: "gd-part" }, steps, ...rows),
    read: () => boxes.map((box) => (box.value ? Number(box.value) : null)),
    write: (answer) => readOrder(answer, boxes.length)
      .forEach((number, n) => { boxes[n].value = String(number); }),
  };
}

function decision(item, uid) {
  const action = radios(item.actions, `${uid}-action`, item.actions_title ?? "Choose one action");
  const parts = { reasons: ticks("checkbox", item.reasons, `${uid}-reasons`, item.reasons_title) };
  if (item.safeguards) {
    parts.safeguards = ticks("checkbox", item.safeguards, `${uid}-safeguards`, item.safeguards_title);
  }
  return {
    node: make("div", {}, action.node, ...Object.values(parts).map((part) => part.node)),
    read: () => Object.assign({ action: action.read() },
      ...Object.entries(parts).map(([name, part]) => ({ [name]: part.read() }))),
    write(answer) {
      action.write(answer.action);
      for (const [name, part] of Object.entries(parts)) {
        part.write(chooseSeveral(item[name], answer[name]));
      }
    },
  };
}

function textBox(item, uid) {
  const input = ours(make("textarea", { id: `${uid}-answer`, rows: 5 }));
  const node = described(make("label", { htmlFor: input.id }, "Your answer"), input);
  return { node, read: () => input.value, write: (answer) => { input.value = String(answer); }, input };
}

const CONTROLS = {
  number: numberBox,
  choice: (item, uid) => radios(item.options.map((option) => option.text), uid),
  "multi-choice": tickBoxes,
  predict: (item, uid) => radios(item.options, uid),
  order: orderBoxes,
  decide: decision,
  reflect: textBox,
};

// The question

function folded(title, text) {
  return make("details", {}, ours(make("summary", {}, title)), ...formatted(text));
}

/** Hints one at a time, then the worked solution once something has been tried. */
function helpOf(item, tried) {
  const hints = (item.hints ?? []).map((text, n) => folded(`Hint ${n + 1}`, text));
  const solution = item.solution ? folded("Worked solution", item.solution) : null;
  if (hints[1]) {
    hints[1].hidden = true;
    hints[0].addEventListener("toggle", () => { hints[1].hidden = false; }, { once: true });
  }
  if (solution) solution.hidden = !tried;
  const nodes = [...hints, ...(solution ? [solution] : [])];
  return {
    node: make("div", { className: "gd-help" }, ...nodes),
    tried() { if (solution) solution.hidden = false; },
  };
}

/** What a learner ticks of their own free text; kept with the answer. */
function selfMark(item, uid, save) {
  const group = ticks("checkbox", item.self_mark, `${uid}-own`, "Tick what is true of your answer");
  group.node.hidden = true;
  group.inputs.forEach((input) => input.addEventListener("change", () => save(group.read())));
  return group;
}

const IN_THE_NOTEBOOK = { table: "a table", value: "a value from your code" };
const NEVER_MARKED = ["predict", "reflect"];
const BUTTONS = { predict: "Keep my guess", reflect: "Keep my answer" };
const uids = new WeakMap();
const seen = new Map();

/** An id made of the question's own, numbered from the second time it stands in a page. */
function uidOf(element, item) {
  if (!uids.has(element)) {
    const count = (seen.get(item.id) ?? 0) + 1;
    seen.set(item.id, count);
    uids.set(element, `question-${item.id.replaceAll("/", "-")}${count > 1 ? `-${count}` : ""}`);
  }
  return uids.get(element);
}

/**
 * Put a live question into an element, in place of what is there.
 * store: {get(id) -> record or nothing, set(id, record), all() -> [records]}; without it nothing
 * is kept.
 * heading: the tag of the title, such as "h3".
 */
export function mount(element, item, { store = null, heading = "strong" } = {}) {
  const uid = uidOf(element, item);
  element.classList.add("gd-question");
  const prompt = make("div", { className: "gd-prompt", id: `${uid}-prompt` }, ...formatted(item.prompt));
  if (item.kind === "multi-choice") prompt.append(make("p", {}, "More than one belongs. Choose every one that does."));
  const legend = make("legend", {}, make(heading, { className: "gd-title" }, item.title));
  const fieldset = make("fieldset", { className: "gd-whole" }, legend, prompt);
  fieldset.setAttribute("aria-describedby", prompt.id);
  if (item.kind in IN_THE_NOTEBOOK) {
    const says = `This one is done in the notebook: the answer is ${IN_THE_NOTEBOOK[item.kind]}.`;
    element.replaceChildren(fieldset, make("p", { className: "gd-in-notebook" }, says), helpOf(item, true).node);
    return;
  }
  const controls = CONTROLS[item.kind](item, uid);
  fieldset.append(controls.node);
  if (item.rubric) fieldset.append(make("p", { className: "gd-rubric" }, item.rubric));
  const earlier = store?.get(item.id);
  const help = helpOf(item, Boolean(earlier));
  element.replaceChildren(answering(element, item, { uid, fieldset, controls, help, store, earlier }));
}

function answering(element, item, { uid, fieldset, controls, help, store, earlier }) {
  const button = ours(make("button", { type: "submit", className: "gd-submit" }, BUTTONS[item.kind] ?? "Check my answer"));
  const status = make("div", { className: "gd-status", id: `${uid}-status` });
  status.setAttribute("role", "status");
  let record = earlier ?? null;
  const save = (changed) => {
    record = changed;
    store?.set(item.id, record);
    element.dispatchEvent(new CustomEvent("gd-answer", { bubbles: true, detail: { id: item.id, record } }));
  };
  const sure = NEVER_MARKED.includes(item.kind) ? null : certainty(item, uid);
  const own = item.kind === "reflect" ? selfMark(item, uid, (ticked) => save({ ...record, ticked })) : null;
  const show = (outcome) => {
    say(status, outcome, borneOut(record?.sure, store?.all() ?? []));
    controls.input?.setAttribute("aria-invalid", String(outcome.state === "could not read"));
    if (outcome.state === "not tried") return;
    help.tried();
    if (item.kind === "predict") button.textContent = "Change my guess";
    if (own) own.node.hidden = false;
    if (!record?.first || !sure) return;
    const focused = sure.node.contains(document.activeElement);
    sure.said(record.sure);
    if (focused) button.focus();
  };
  // Asked for, it comes before the button; only offered, it stands in nobody's way to the button.
  const parts = item.sure ? [sure.node, button] : [button, sure?.node];
  const form = make("form", { noValidate: true },
    ...[fieldset, ...parts, status, own?.node, help.node].filter(Boolean));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = controls.read();
    const outcome = mark(item, answer);
    if (KEPT_STATES.includes(outcome.state)) save(added(record, answer, outcome, sure?.read()));
    show(outcome);
  });
  if (record) restore(item, record, { controls, own, show });
  return form;
}

/** Say an outcome; a new paragraph each time, so that the same words are read out again. */
function say(status, outcome, more = "") {
  status.dataset.state = outcome.state;
  const blocks = formatted(outcome.says);
  if (blocks[0]?.localName !== "p") blocks.unshift(make("p"));
  blocks[0].prepend(make("strong", {}, LEADS[outcome.state]), " ");
  status.replaceChildren(...blocks, ...(more ? [make("p", { className: "gd-borne-out" }, more)] : []));
}

/** Show an answer given earlier; one that no longer fits the question is left out. */
function restore(item, record, { controls, own, show }) {
  const outcome = mark(item, record.answer);
  if (outcome.state === "not tried" || outcome.state === "could not read") return;
  controls.write(record.answer);
  own?.write(Array.isArray(record.ticked) ? record.ticked : []);
  show(outcome);
}

const isSave = (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";

/** Saving works from inside a question too: for this one key, Lab may hear of it. */
function letThrough({ target }) {
  target.removeAttribute("data-lm-suppress-shortcuts");
  setTimeout(() => ours(target));
}

/** JupyterLab's side: the answer is kept in the kernel's model of this question. */
function render({ model, el }) {
  const store = {
    get: () => (model.get("record")?.state ? model.get("record") : null),
    set: (_, record) => { model.set("record", record); model.save_changes(); },
    all: () => Object.values({ ...model.get("certain"), [model.get("item").id]: model.get("record") }),
  };
  // The notebook takes Enter for itself even inside a text box, unless it never hears of it.
  el.addEventListener("keydown", (event) => (isSave(event) ? letThrough(event) : event.stopPropagation()));
  mount(el, model.get("item"), { store });
}

export default { render };
