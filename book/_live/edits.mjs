// What the reader changed in a lesson's code, kept in the browser's own storage and nowhere else:
// {lesson: [{was, nth, now}]}, where `was` is the step's own code and `nth` tells twins apart.

import { EDITS, EDITS_ASIDE } from "./progress.mjs";

function all() {
  const text = localStorage.getItem(EDITS) ?? "{}";
  try {
    const found = JSON.parse(text);
    if (found && typeof found === "object" && !Array.isArray(found)) return found;
  } catch { /* set aside below, so that nothing is lost */ }
  localStorage.setItem(EDITS_ASIDE, text);
  return {};
}

const isEdit = (each) => typeof each?.was === "string" && typeof each.now === "string" && Number.isInteger(each.nth);

/** The changes kept for a lesson; none where storage is refused. */
export function kept(lesson) {
  try {
    const found = all()[lesson];
    return Array.isArray(found) ? found.filter(isEdit) : [];
  } catch {
    return [];
  }
}

/** Keep a change, or take it back where `now` is null; tells whether that worked. */
export function keep(lesson, was, nth, now) {
  try {
    const whole = all(); // read again each time: another tab may have written
    const others = kept(lesson).filter((each) => each.was !== was || each.nth !== nth);
    whole[lesson] = now === null ? others : [...others, { was, nth, now }];
    if (!whole[lesson].length) delete whole[lesson];
    if (Object.keys(whole).length) localStorage.setItem(EDITS, JSON.stringify(whole));
    else localStorage.removeItem(EDITS);
    return true;
  } catch {
    return false;
  }
}
