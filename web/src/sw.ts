/**
 * Service worker: shows the offline page when a page cannot be fetched. It caches nothing else, so that nobody ever
 * works with an old version of the product, and it knows nothing of calls.
 */
export {};
declare const self: ServiceWorkerGlobalScope;

const CACHE = 'sidak-offline-1';
const OFFLINE = ['/offline.html', '/offline.css', '/kawung.svg'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(OFFLINE))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((keys) => Promise.all(keys.filter((key) => key !== CACHE).map((key) => caches.delete(key))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async () => (await caches.match('/offline.html')) ?? Response.error()));
  } else if (OFFLINE.includes(path)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(path)) ?? Response.error()));
  }
});
