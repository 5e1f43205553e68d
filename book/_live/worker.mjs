// The Python of a page, in a worker of its own: fetched from this site, compared with the list
// made when the book was built, kept in the browser's cache, and closed to every other address
// by the page's own security policy, which this worker inherits.

const SITE = new URL("../python/", import.meta.url).href;
const CACHE = "greaterdata-python";
const LIST = "browser-python.json";
const TYPES = { wasm: "application/wasm", json: "application/json" };
const LATER = /\b(fairlearn|scipy|sklearn)\b/;
const HOME = "/home/pyodide";
const CHOSEN = "/chosen";
const onNetwork = self.fetch.bind(self);

/** A fault with a name that the page has a sentence for. */
class Fault extends Error {
  constructor(fault, file = "") {
    super(fault);
    Object.assign(this, { fault, file });
  }
}

let list; // the manifest
let cache; // the browser's cache, or nothing where it is refused
let python;
let cells;
let done = 0;
let whole = 0; // bytes to come
let hasMore = false;
const coming = new Map(); // the promise of each file's bytes

const addressOf = (name) => `${SITE}${name}?v=${list.files[name].sha256.slice(0, 16)}`;
const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
const base64 = (text) => btoa(String.fromCharCode(...text.match(/../g).map((pair) => parseInt(pair, 16))));

function count(bytes) {
  done += bytes;
  postMessage({ progress: { done, total: whole } });
}

async function readList() {
  cache = await self.caches?.open(CACHE).catch(() => undefined);
  if (!cache) postMessage({ notKept: true });
  try {
    const reply = await onNetwork(SITE + LIST, { cache: "no-cache" });
    if (!reply.ok) throw new Fault("missing", LIST);
    await cache?.put(SITE + LIST, reply.clone()).catch(() => {});
    return await reply.json();
  } catch (error) {
    const kept = await cache?.match(SITE + LIST);
    if (kept) return kept.json();
    throw error instanceof Fault ? error : new Fault("cut", LIST);
  }
}

/** The bytes of a reply, counted as they come. */
async function read(reply, name) {
  const parts = [];
  let length = 0;
  try {
    for (const reader = reply.body.getReader(); ;) {
      const { value, done: ended } = await reader.read();
      if (ended) break;
      parts.push(value);
      length += value.length;
      count(value.length);
    }
  } catch {
    count(-length);
    throw new Fault("cut", name);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** A file from the network, refused unless it is the one the list names. */
async function fetched(name) {
  const { sha256 } = list.files[name];
  // Where pages cannot work out a fingerprint themselves (no https), the browser does.
  const options = crypto.subtle ? {} : { integrity: `sha256-${base64(sha256)}` };
  let reply;
  try {
    reply = await onNetwork(addressOf(name), options);
  } catch {
    throw new Fault("cut", name);
  }
  if (!reply.ok) throw new Fault("missing", name);
  const bytes = await read(reply, name);
  if (crypto.subtle && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) {
    throw new Fault("changed", name);
  }
  return bytes;
}

const replyWith = (bytes, name) =>
  new Response(bytes, { headers: { "content-type": TYPES[name.split(".").pop()] ?? "application/octet-stream" } });

async function bytesOf(name) {
  const kept = await cache?.match(addressOf(name)).catch(() => undefined);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    count(bytes.length);
    return bytes;
  }
  const bytes = await fetched(name);
  const type = name.endsWith("js") ? "text/javascript" : TYPES[name.split(".").pop()];
  const headers = { "content-type": type ?? "application/octet-stream" };
  await cache?.put(addressOf(name), new Response(bytes, { headers })).catch(() => postMessage({ notKept: true }));
  return bytes;
}

function bring(name) {
  if (!coming.has(name)) coming.set(name, bytesOf(name));
  return coming.get(name);
}

/** What Pyodide asks for: the files of the list, and nothing else. */
self.fetch = async (what) => {
  const address = String(what?.url ?? what);
  const name = address.startsWith(SITE) ? address.slice(SITE.length).split("?")[0] : "";
  if (!list || !Object.hasOwn(list.files, name)) throw new TypeError(`Not a file of this course: ${address}`);
  return replyWith(await bring(name), name);
};

/** Files of earlier versions make room. */
async function clear() {
  const current = new Set([SITE + LIST, ...Object.keys(list.files).map(addressOf)]);
  for (const request of (await cache?.keys()) ?? []) {
    if (!current.has(request.url)) await cache.delete(request);
  }
}

async function start() {
  list = await readList();
  whole = list.bytes;
  const all = list.first.map(bring);
  all.forEach((each) => each.catch(() => {})); // each fault is told where it is awaited
  await Promise.all(["pyodide.asm.js", "pyodide.mjs"].map(bring)); // checked before they are run
  await import(addressOf("pyodide.asm.js"));
  const { loadPyodide } = await import(addressOf("pyodide.mjs"));
  const [made] = await Promise.all([
    loadPyodide({
      indexURL: SITE,
      packages: list.load,
      env: { HOME, MPLBACKEND: "agg", GREATERDATA_PROGRESS: "off" },
    }),
    ...all,
  ]);
  python = made;
  python.unpackArchive(await bring(list.own), "wheel");
  coming.clear();
  postMessage({ starting: true });
  python.FS.mkdirTree(CHOSEN);
  cells = python.runPython("from greaterdata_lessons.show.cells import Cells; Cells()");
  clear().catch(() => {});
}

/** Lay a file that the reader chose where cells look for files: it is read, never copied. */
function lay({ name, file }) {
  const { FS } = python;
  const folder = `${CHOSEN}/${FS.readdir(CHOSEN).length}`;
  FS.mkdir(folder);
  FS.mount(FS.filesystems.WORKERFS, { blobs: [{ name, data: file }] }, folder);
  if (FS.analyzePath(`${HOME}/${name}`).exists) FS.unlink(`${HOME}/${name}`);
  FS.symlink(`${folder}/${name}`, `${HOME}/${name}`);
}

/** Bring what only some lessons need. */
async function more() {
  [done, whole, hasMore] = [0, list.more_bytes, true];
  postMessage({ more: true });
  await Promise.all(list.later.map(bring));
  await python.loadPackage(list.more);
  coming.clear();
}

const runOnce = (code, sources) => JSON.parse(cells.run_json(code, JSON.stringify(sources)));

async function run({ code, sources }) {
  if (!hasMore && LATER.test(code)) await more();
  let parts = runOnce(code, sources);
  if (parts[0]?.kind === "more" && !hasMore) {
    await more();
    parts = runOnce(code, sources);
  }
  for (const part of parts) {
    if (part.kind === "file") part.bytes = python.FS.readFile(`${HOME}/${part.name}`);
  }
  return parts;
}

const ACTS = { start, lay, run };

self.onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, value: await ACTS[data.act](data) });
  } catch (error) {
    postMessage({ id: data.id, fault: error.fault ?? "broken", file: error.file ?? "", says: String(error) });
  }
};
