// What a word means, beside the word: on hover, on focus and at the first tap. Escape sends it away,
// the pointer may rest on it, and it stays until the reader leaves. Without this script the word is
// a link to the glossary, as it is with it.

const WAIT = 250;
const words = [...document.querySelectorAll("main a:has(> .std-term)")];
const bubble = Object.assign(document.createElement("div"), { id: "gd-says", popover: "manual" });
bubble.setAttribute("role", "tooltip");
let shown = null;
let leaving = 0;
let meanings = null;

const fetched = async () => {
  meanings ??= (await fetch(new URL("glossary.json", import.meta.url))).json();
  return meanings;
};

function place(word) {
  const at = word.getClientRects()[0];
  const wide = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(at.left, wide - bubble.offsetWidth - 8));
  const below = at.bottom + bubble.offsetHeight + 12 < window.innerHeight;
  const top = below ? at.bottom + 6 : Math.max(4, at.top - bubble.offsetHeight - 6);
  bubble.style.left = `${left + window.scrollX}px`;
  bubble.style.top = `${top + window.scrollY}px`;
}

async function show(word, byTouch = false) {
  clearTimeout(leaving);
  shown = word;
  const says = (await fetched())[decodeURIComponent(word.hash.slice(1))];
  if (!says || shown !== word) return;
  bubble.textContent = byTouch ? `${says} (Tap again for the glossary.)` : says;
  if (!bubble.matches(":popover-open")) bubble.showPopover();
  word.setAttribute("aria-describedby", bubble.id);
  place(word);
}

function hide() {
  clearTimeout(leaving);
  shown?.removeAttribute("aria-describedby");
  shown = null;
  if (bubble.matches(":popover-open")) bubble.hidePopover();
}

const leave = () => {
  clearTimeout(leaving);
  leaving = setTimeout(hide, WAIT);
};

function wire(word) {
  let touched = false;
  word.classList.add("gd-term");
  word.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(word));
  word.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
  word.addEventListener("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
  });
  word.addEventListener("focus", () => !touched && show(word));
  word.addEventListener("blur", leave);
  word.addEventListener("click", (event) => {
    if (!touched || shown === word) return; // a second tap follows the link
    event.preventDefault();
    show(word, true);
  });
}

if (words.length && "popover" in bubble) {
  document.body.append(bubble);
  words.forEach(wire);
  bubble.addEventListener("pointerenter", () => clearTimeout(leaving));
  bubble.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && target !== bubble && !shown.contains(target)) hide();
  });
}
