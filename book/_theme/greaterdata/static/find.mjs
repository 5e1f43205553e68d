// Find plain words in plain text. Pure functions, so that they can be tried without a page.

const STOP = new Set(("a an and are as at be been but by can could do does for from had has have how i if in " +
  "into is it its me my of on or our so that the their them then there they this to was we were what when " +
  "which will with would you your").split(" "));
const ENDINGS = [["ies", "y"], ["ations", "at"], ["ation", "at"], ["ions", ""], ["ion", ""], ["ings", ""],
  ["ing", ""], ["edly", ""], ["ed", ""], ["ers", ""], ["er", ""], ["es", ""], ["ly", ""], ["s", ""], ["e", ""]];

/** The words of a text, in small letters. */
export const wordsOf = (text) => text.toLowerCase().replaceAll("’", "'").match(/[\p{L}\p{N}]+(?:'[a-z]+)?/gu) ?? [];

/** A word without its ending, so that share, shared and sharing are one. */
export function stem(word) {
  const bare = word.replace(/'.*$/, "");
  const ending = ENDINGS.find(([end]) => bare.endsWith(end) && bare.length - end.length >= 3);
  const cut = ending ? bare.slice(0, -ending[0].length) + ending[1] : bare;
  return cut.replace(/(.)\1$/, "$1").replace(/e$/, "");
}

/** How many letters apart two words are, at most `most`; one more when they are further. */
export function apart(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [...Array(other.length + 1).keys()];
  let older = null;
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    [older, before] = [before, row];
  }
  return before[other.length];
}

/** Make sections ready to be searched: how often each word stands in each of them. */
export function ready(sections) {
  const holds = new Map();
  const stems = sections.map((section) => wordsOf(section.text).map(stem));
  const mean = stems.reduce((sum, each) => sum + each.length, 0) / sections.length;
  sections.forEach((section, place) => {
    const add = (words, worth) => words.forEach((word) => {
      const found = holds.get(word) ?? holds.set(word, new Map()).get(word);
      found.set(place, (found.get(place) ?? 0) + worth);
    });
    add(stems[place], 1);
    add(wordsOf(section.heading).map(stem), 4);
    add(wordsOf(section.title).map(stem), 2);
  });
  return { sections, holds, long: stems.map((each) => each.length / mean), read: stems.map((each) => ` ${each.join(" ")} `) };
}

/** The words to look for, each with the stems that count for it and what they are worth. */
function wanted(query, index, alike) {
  const all = wordsOf(query);
  const kept = all.filter((word) => !STOP.has(word));
  const stems = (kept.length ? kept : all).map(stem);
  const said = ` ${all.map(stem).join(" ")} `;
  const more = alike.filter((group) => group.some((one) => said.includes(` ${wordsOf(one).map(stem).join(" ")} `)))
    .flat().flatMap(wordsOf).filter((word) => !STOP.has(word)).map(stem).filter((word) => !stems.includes(word));
  return [
    ...stems.map((word) => near(word, index)),
    ...[...new Set(more)].map((word) => new Map([[word, 0.4]])),
  ];
}

/** A stem itself; where no page has it, those that begin with it or are a slip away. */
function near(word, index) {
  if (index.holds.has(word)) return new Map([[word, 1]]);
  const most = word.length > 6 ? 2 : 1;
  const close = [...index.holds.keys()].filter((known) => word.length > 2 &&
    (known.startsWith(word) || (word.length > 3 && apart(word, known, most) <= most)));
  return new Map(close.map((known) => [known, 0.5]));
}

/** What a section's score is worth more for: the words beside each other, as they were typed. */
function together(query, index, place) {
  const typed = wordsOf(query).filter((word) => !STOP.has(word)).map(stem);
  return typed.length > 1 && index.read[place].includes(` ${typed.join(" ")} `) ? 2 : 1;
}

/** The sections that answer a query best: [{section, score}], best first, two of a page at most. */
export function find(query, index, alike = [], most = 20) {
  const scores = new Map();
  for (const stems of wanted(query, index, alike)) {
    for (const [word, worth] of stems) {
      const places = index.holds.get(word) ?? new Map();
      const rare = Math.log(1 + index.sections.length / (1 + places.size));
      for (const [place, times] of places) {
        const score = worth * rare * (times / (times + 0.5 + index.long[place]));
        scores.set(place, (scores.get(place) ?? 0) + score);
      }
    }
  }
  const shown = new Map();
  return [...scores]
    .map(([place, score]) => ({ section: index.sections[place], score: score * index.sections[place].worth * together(query, index, place) }))
    .sort((one, other) => other.score - one.score)
    .filter(({ section: { page } }) => shown.set(page, (shown.get(page) ?? 0) + 1).get(page) < 3)
    .slice(0, most);
}

/** The part of a text round its first fitting word: [{text, hit}], to show with the hits marked. */
export function quote(text, query, long = 180) {
  const stems = new Set(wordsOf(query).filter((word) => !STOP.has(word)).map(stem));
  const parts = text.split(/([\p{L}\p{N}]+(?:['’][a-z]+)?)/u).map((part) => ({ text: part, hit: stems.has(stem(part.toLowerCase())) }));
  const first = Math.max(0, parts.findIndex((part) => part.hit) - 12);
  const kept = [];
  for (let n = first, size = 0; n < parts.length && size < long; n += 1) {
    kept.push(parts[n]);
    size += parts[n].text.length;
  }
  const cut = (n) => ({ text: n, hit: false });
  return [...(first ? [cut("… ")] : []), ...kept, ...(first + kept.length < parts.length ? [cut(" …")] : [])];
}
