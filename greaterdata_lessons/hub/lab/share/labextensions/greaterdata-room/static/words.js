// What the bar says. Times are milliseconds; nothing here touches the page.
export const IDLE_NOTICE = 5; // minutes before a server that nobody uses is stopped

export const clock = (time) =>
  new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// A gentle countdown: three sentences and an end, never ticking seconds.
export function timeLeft(endsAt, now) {
  const minutes = (Date.parse(endsAt) - now) / 60000;
  if (Number.isNaN(minutes) || minutes > 10) return "";
  if (minutes > 5) return "Less than 10 minutes left.";
  if (minutes > 1) return "Less than 5 minutes left.";
  if (minutes > 0) return "Less than a minute left. Finish your sentence; your work is saved.";
  return "The time is up. Your work is saved.";
}

export const fromHost = (message) => `From the host: ${message}`;

export const hostIsAt = (lesson) => `The host is at lesson ${lesson.title}`;

export const idle = (saved) =>
  `Nothing has happened here for a while. Your work is saved up to ${clock(saved)}. ` +
  "If nobody comes back, this place goes to sleep; nothing is lost.";

export const away = (saved) =>
  "The connection to the room is gone for the moment. " +
  `Your work is saved up to ${clock(saved)}. This page tries again by itself: leave it open.`;

export const asleep = (saved) =>
  `This place has gone to sleep. Your work is saved up to ${clock(saved)}. ` +
  "Leave this page open and wake it.";

export const BACK = "Connected again. Your work is saved.";
export const WOKEN =
  "Connected again, and your work is saved. Open the lesson again and run its cells from the top.";
export const UNSAVED =
  "Your work could not be saved just now, so this page stays where it is. Try again in a moment.";

// Whether this page shows the lesson that a link leads to.
export function isAt(link, here) {
  const wanted = new URL(link, here).searchParams.get("urlpath") || "";
  const path = (text) => decodeURIComponent(text).replace(/^.*?\btree\//, "");
  return Boolean(wanted) && path(wanted) === path(new URL(here).pathname);
}

// A lesson's link, if it leads into this hub and nowhere else.
export function ownLink(link, hub, here) {
  const found = new URL(link, here);
  const inside = found.origin === new URL(here).origin && found.pathname.startsWith(hub);
  return inside ? found.href : "";
}
