// On the page "Many rooms": reckon nodes and pounds from the reader's own numbers. The sums are those
// of greaterdata_lessons/hub/capacity.py, which the page's tables come from; a test holds both
// together. Nothing is kept or sent.

/** What so many learners at once need: the same as `rooms` in capacity.py. */
export function rooms({ learners, gb, kept, price, hours }, facts) {
  const free = gb * 1024 * (1 - kept / 100);
  const fits = (memory) => Math.min(Math.max(0, Math.floor(memory / facts.seat)), facts.most);
  const seats = fits(free);
  const first = fits(free - facts.core);
  if (first < 1) return null;
  const nodes = (wanted) => 1 + Math.ceil(Math.max(0, wanted - first) / seats);
  const all = nodes(learners);
  const busiest = nodes(learners + first);
  return {
    seats,
    nodes: all,
    busiest,
    waiting: first,
    always: all * price,
    growing: price * (1 + ((busiest - 1) * Math.min(hours, facts.hours)) / facts.hours),
  };
}

const pounds = (amount) => new Intl.NumberFormat("en-GB", {
  style: "currency", currency: "GBP", maximumFractionDigits: 0,
}).format(amount);
const counted = (many) => (many === 1 ? "1 node" : `${many} nodes`);

/** Say the answer in sentences, or what is missing for one. */
export function told(asked, facts) {
  const need = rooms(asked, facts);
  if (!need) return ["A node with so little memory holds nobody beside the hub. Take a larger one."];
  return [
    `A node holds ${need.seats} learners.`,
    `All nodes always on: ${counted(need.nodes)}, ${pounds(need.always)} a month.`,
    `Nodes that come and go: 1 stays ready with ${need.waiting} places held free, and ` +
      `${need.busiest} run when everybody is in. ${pounds(need.growing)} a month.`,
  ];
}

const form = globalThis.document?.getElementById("rooms");

function show() {
  const place = form.querySelector("#rooms-told");
  const inputs = [...form.querySelectorAll("input")];
  for (const input of inputs) input.setAttribute("aria-invalid", String(!input.checkValidity()));
  const wrong = inputs.filter((input) => !input.checkValidity());
  const lines = wrong.length
    ? wrong.map((input) => {
      const whole = input.step === "1" ? "a whole number" : "a number";
      return `${input.labels[0].textContent}: give ${whole} from ${input.min} up.`;
    })
    : told(
      Object.fromEntries(inputs.map((input) => [input.name, input.valueAsNumber])),
      JSON.parse(form.dataset.facts),
    );
  place.replaceChildren(...lines.map((line) => Object.assign(document.createElement("p"), {
    textContent: line,
  })));
}

if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  show();
}
