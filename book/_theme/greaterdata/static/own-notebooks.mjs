// On the page of notebooks: say which copies of a lesson this browser keeps, and which of them are
// of an older lesson. It reads what JupyterLite keeps in this browser, and changes nothing.

const STORE = "greaterdata lessons";
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** Every notebook that this browser keeps; none where it keeps none or lets nobody look. */
async function copies() {
  const known = await indexedDB.databases();
  if (!known.some((each) => each.name === STORE)) return [];
  const database = await asked(indexedDB.open(STORE));
  try {
    if (!database.objectStoreNames.contains("files")) return [];
    const all = await asked(database.transaction("files").objectStore("files").getAll());
    return all.filter((each) => each?.type === "notebook" && typeof each.path === "string");
  } finally {
    database.close();
  }
}

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const opens = (path, text) => Object.assign(document.createElement("a"), {
  href: `lite/notebooks/index.html?path=${encodeURIComponent(path)}`,
  textContent: text,
});

/** One sentence under a lesson for each copy of it that the reader has. */
function tell(line, mine) {
  const now = line.dataset.notebook;
  const day = DAY.format(new Date(mine.last_modified));
  const says = document.createElement("p");
  says.className = "gd-own-copy";
  if (mine.path === now) {
    line.querySelector("a").after(` (goes on with your own copy, last saved on ${day})`);
    return;
  }
  says.append(
    `You have your own copy from ${day}. The lesson has changed since. `, opens(mine.path, "Open your copy"),
    ", or ", opens(now, "open the new lesson beside it"), ".",
  );
  line.append(says);
}

const lines = [...document.querySelectorAll("li[data-notebook]")];
try {
  for (const mine of lines.length ? await copies() : []) {
    const name = mine.path.split("/").at(-1);
    const line = lines.find((each) => each.dataset.notebook.endsWith(`/${name}`));
    if (line) tell(line, mine);
  }
} catch { /* storage may be switched off: then there are no copies to tell of */ }
