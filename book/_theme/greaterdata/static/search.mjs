// The search page. The index lies beside the pages, so nothing typed here is sent.

import { find, quote, ready } from "./find.mjs";

const form = document.querySelector(".gd-search");
const said = document.getElementById("search-progress");
const results = document.getElementById("search-results");
const root = document.documentElement.dataset.content_root ?? "./";
let index = null;

async function fetched() {
  const found = await (await fetch(new URL("search.json", import.meta.url))).json();
  const sections = found.sections.map(([page, anchor, heading, text]) => ({ ...found.pages[page], anchor, heading, text }));
  return { ...ready(sections), alike: found.alike };
}

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function entry({ section }, query) {
  const { page, anchor, heading, title, kind, text } = section;
  const name = heading && heading !== title ? `${title}: ${heading}` : title;
  const link = make("a", { href: `${root}${page}${anchor ? `#${anchor}` : ""}` }, name);
  const shown = quote(text, query).map((part) => (part.hit ? make("mark", {}, part.text) : part.text));
  return make("li", {}, make("p", {}, link, " ", make("span", { className: "gd-kind" }, kind)), make("p", {}, ...shown));
}

async function search(query) {
  if (!query.trim()) return;
  said.textContent = "Looking…";
  index ??= await fetched();
  const found = find(query, index, index.alike);
  results.replaceChildren(...(found.length ? [make("ol", { className: "gd-found" }, ...found.map((each) => entry(each, query)))] : []));
  const places = found.length === 1 ? "1 place" : `${found.length} places`;
  said.textContent = found.length ? `Found in ${places}, the best first.` : "Nothing was found. Try one word, or a shorter one.";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = new FormData(form).get("q");
  history.replaceState(null, "", `?${new URLSearchParams({ q: query })}`);
  search(query);
});
const asked = new URLSearchParams(location.search).get("q");
if (asked) {
  form.elements.q.value = asked;
  search(asked);
}
