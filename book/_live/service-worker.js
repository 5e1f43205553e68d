// Lets a lesson open without a connection once its code has been run. Pages come fresh from the
// network whenever there is one, so an updated course is never hidden by an old copy; Python's
// files are named by what they hold, so they are kept until a newer list names others.

const PAGES = "greaterdata-pages";
const NOT_HERE =
  "<!DOCTYPE html><html lang=en-GB><meta charset=utf-8><title>No connection</title>" +
  "<p>There is no connection, and this page was not opened here before. Go back to a page that was.";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request) {
  const pages = await caches.open(PAGES);
  try {
    const reply = await fetch(request);
    if (reply.ok && reply.status === 200) pages.put(request, reply.clone()).catch(() => {});
    return reply;
  } catch (error) {
    const kept = await pages.match(request, { ignoreVary: true });
    if (kept) return kept;
    if (request.mode !== "navigate") throw error;
    return new Response(NOT_HERE, { status: 503, headers: { "content-type": "text/html" } });
  }
}

const kept = async (request) => (await caches.match(request.url)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { url, method } = event.request;
  const { origin, pathname, searchParams } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || pathname.includes("/lite/")) return;
  if (!pathname.includes("/python/")) event.respondWith(fresh(event.request));
  else if (searchParams.has("v")) event.respondWith(kept(event.request));
});
