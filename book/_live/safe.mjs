// HTML that Python wrote, rebuilt from what is known to be harmless; all else is left out.

const TAGS = new Set(
  ("a b br caption code col colgroup dd details div dl dt em fieldset figcaption figure form h2 h3 h4 h5 h6 hr i img " +
    "input label legend li ol option p pre s section select small span strong sub summary sup table tbody td " +
    "textarea tfoot th thead tr ul button svg g rect path line circle polyline polygon text tspan title desc").split(" "),
);
const GONE = new Set(["script", "style", "template", "iframe", "object", "embed", "noscript", "math"]); // with all inside
const ATTRIBUTES = new Set(
  ("alt checked class colspan cols cx cy d dir fill font-family font-size font-style font-weight for headers height " +
    "hidden id inputmode lang max maxlength min name open points r required role rows rowspan rx ry scope start " +
    "step stroke stroke-dasharray stroke-width tabindex text-anchor title transform type value viewbox width x x1 " +
    "x2 y y1 y2").split(" "),
);
const STYLES = ["border-left", "cursor", "height", "inline-size", "max-width", "overflow-x", "padding", "padding-left", "text-align", "width"];
const PICTURE = /^data:image\/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*$/;
const LINK = /^(https?:|#)/i;

function mayStay(name, value, tag) {
  if (name === "src") return tag === "img" && PICTURE.test(value);
  if (name === "href") return tag === "a" && LINK.test(value);
  if (name === "data-mounted") return false;
  return ATTRIBUTES.has(name) || name.startsWith("data-") || name.startsWith("aria-");
}

function copy(node, page) {
  if (node.nodeType === Node.TEXT_NODE) return [page.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.localName)) return [];
  const children = [...node.childNodes].flatMap((child) => copy(child, page));
  if (!TAGS.has(node.localName)) return children;
  const made = page.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    const taken = name === "id" && page.getElementById(value);
    if (mayStay(name.toLowerCase(), value, node.localName) && !taken) made.setAttribute(name, value);
  }
  if (node.style) for (const name of STYLES) made.style.setProperty(name, node.style.getPropertyValue(name));
  if (made.localName === "a") made.rel = "noreferrer";
  if (made.localName === "img" && !made.src) return [];
  made.append(...children);
  return [made];
}

/** Tables that a keyboard can scroll, named by their caption, with no empty heading. */
function mendTables(root, name) {
  for (const table of root.querySelectorAll("table")) {
    for (const heading of table.querySelectorAll("th")) {
      if (heading.textContent.trim()) continue;
      heading.replaceWith(document.createElement("td"));
    }
    const scroll = document.createElement("div");
    scroll.className = "gd-scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "group");
    scroll.setAttribute("aria-label", `Table: ${table.caption?.textContent.trim() || name}`);
    table.replaceWith(scroll);
    scroll.append(table);
  }
}

/** Return a fragment of what is harmless in a text of HTML; `name` names its tables. */
export function safe(html, name) {
  // A document made so runs no script and fetches nothing.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...[...parsed.body.childNodes].flatMap((node) => copy(node, document)));
  mendTables(fragment, name);
  return fragment;
}
