// Lets the pages work from a disk, where a browser loads no module from a file and fetches none.
// Modules are handed to it as text; data comes in scripts of its own. Loaded before any module.

(() => {
  const here = new URL("./", document.currentScript.src);
  const sources = __SOURCES__;
  const asked = new Map();

  /** Where a module would have been: what it means by import.meta.url. */
  globalThis.gdAt = (name) => new URL(name, here).href;

  /** Data of the book by the name of its file; kept in memory once asked for. */
  globalThis.gdData = {};
  const load = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, here).href;
    script.onload = () => resolve(globalThis.gdData[name]);
    script.onerror = () => reject(new TypeError(`${name} is not in this copy of the course.`));
    document.head.append(script);
  });
  const fetched = globalThis.fetch;
  globalThis.fetch = async (address, ...rest) => {
    const url = new URL(address instanceof Request ? address.url : address, document.baseURI);
    const name = url.pathname.split("/").at(-1);
    if (!url.href.startsWith(here.href) || !name.endsWith(".json")) return fetched(address, ...rest);
    if (!asked.has(name)) asked.set(name, load(name));
    return new Response(JSON.stringify(await asked.get(name)));
  };

  const map = document.createElement("script");
  map.type = "importmap";
  const packed = Object.entries(sources).map(([name, text]) =>
    [`gd/${name}`, `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`]);
  map.textContent = JSON.stringify({ imports: Object.fromEntries(packed) });
  document.head.append(map);
})();
