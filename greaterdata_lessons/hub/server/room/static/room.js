// Bring the parts of the page that change up to date, without a reload and without moving focus.
const PAUSE = 3000;
const page = document.querySelector("main");

function bring(fresh) {
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const shown = document.getElementById(part.id);
    if (!shown || shown.contains(document.activeElement)) continue;
    if (shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes);
  }
}

function say(trouble) {
  const line = document.getElementById("contact");
  if (line.textContent !== trouble) line.textContent = trouble;
}

async function look() {
  if (document.hidden) return;
  try {
    const headers = { "X-Xsrftoken": page.dataset.token }; // the hub wants it of every script
    const answer = await fetch(page.dataset.live, { headers, redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    bring(new DOMParser().parseFromString(await answer.text(), "text/html"));
    say("");
  } catch {
    say("This page has lost touch with the hub, and tries again. If this stays, open it again.");
  }
}

async function keepLooking() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    await look();
  }
}

document.addEventListener("visibilitychange", look);
keepLooking();
