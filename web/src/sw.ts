/**
 * Service worker: rings while no page is open, leads from a notification to the page, and shows the offline page when a page
 * cannot be fetched. It caches nothing else, so that nobody ever works with an old version of the product.
 */
import type { StillRings } from './lib/shape';
import en from './text/en/worker';
import id from './text/id/worker';
import { pathOf, read, show, tagOf, wishOf, type Pushed } from './worker/notice';

declare const self: ServiceWorkerGlobalScope;

const CACHE = 'sidak-offline-1';
/** What a page has told the worker, which has no storage of the page's: this browser's name and the language. */
const KEPT = 'sidak-kept-1';
const KEPT_AS = '/kept';
const OFFLINE = ['/offline.html', '/offline.css', '/kawung.svg'];
const TEST_SHOWN_MS = 4000;

interface Kept {
  device: string;
  lang: 'id' | 'en';
}

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(OFFLINE))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const ours = [CACHE, KEPT];
  event.waitUntil(
    caches
      .keys()
      .then((keys) => Promise.all(keys.filter((key) => !ours.includes(key)).map((key) => caches.delete(key))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  const told = event.data as { kind?: string; kept?: Kept };
  if (told.kind === 'keep' && told.kept) event.waitUntil(keep(told.kept));
});

self.addEventListener('push', (event) => {
  const pushed = read(event.data?.text());
  if (pushed) event.waitUntil(pushed.kind === 'ring' ? ring(pushed) : pushed.kind === 'test' ? test(pushed) : notify(pushed));
});

/** Shows it first: the receipt says that it was shown. When it no longer rings, the person is told that instead. */
async function ring(pushed: Extract<Pushed, { kind: 'ring' }>): Promise<void> {
  await notify(pushed);
  const response = await send('POST', `/api/rings/${pushed.attempt}/receipts`, { token: pushed.token });
  const answer = response?.ok ? ((await response.json()) as StillRings) : null;
  const { check, attempt } = pushed;
  if (answer?.ringing === false) await notify({ kind: 'missed', check, attempt, back: answer.back, until: answer.until });
}

/** The morning's test: the page that asked for it learns that it came back. */
async function test(pushed: Extract<Pushed, { kind: 'test' }>): Promise<void> {
  await notify(pushed);
  for (const page of await pages()) page.postMessage({ kind: 'test', nonce: pushed.nonce });
  await new Promise((resolve) => setTimeout(resolve, TEST_SHOWN_MS));
  for (const shown of await self.registration.getNotifications({ tag: tagOf(pushed) })) shown.close();
}

async function notify(pushed: Pushed): Promise<void> {
  const lang = (await kept())?.lang ?? 'id';
  const { title, options } = show(pushed, lang === 'en' ? en : id, lang, Date.now());
  await self.registration.showNotification(title, options);
}

/** A touch leads to the page that is already open, or opens one. */
self.addEventListener('notificationclick', (event) => {
  const pushed = event.notification.data as Pushed | null;
  event.notification.close();
  event.waitUntil(open(pushed ? pathOf(pushed, wishOf(event.action)) : null));
});

async function open(path: string | null): Promise<void> {
  const [page] = await pages();
  if (!page) {
    await self.clients.openWindow(path ?? '/');
    return;
  }
  // Told rather than navigated: a page in a call must not be torn down.
  if (path !== null) page.postMessage({ kind: 'go', path });
  await page.focus();
}

/** The browser has changed the address under which it can be reached. */
self.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription, newSubscription } = event as PushSubscriptionChangeEvent;
  event.waitUntil(renew(oldSubscription ?? null, newSubscription ?? null));
});

async function renew(old: PushSubscription | null, fresh: PushSubscription | null): Promise<void> {
  const device = (await kept())?.device;
  const subscription = fresh ?? (old ? await self.registration.pushManager.subscribe(old.options) : null);
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  if (device && endpoint && keys) {
    await send('PUT', `/api/push/devices/${device}`, { endpoint, p256dh: keys['p256dh'], auth: keys['auth'] });
  }
}

const pages = (): Promise<readonly WindowClient[]> => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** `null` when the server was not reached: nothing here may fail for it. */
function send(method: string, path: string, body: unknown): Promise<Response | null> {
  const init = { method, credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } as const;
  return fetch(path, init).catch(() => null);
}

async function keep(what: Kept): Promise<void> {
  await (await caches.open(KEPT)).put(KEPT_AS, new Response(JSON.stringify(what)));
}

async function kept(): Promise<Kept | null> {
  const found = await caches.match(KEPT_AS, { cacheName: KEPT });
  return found ? ((await found.json()) as Kept) : null;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async () => (await caches.match('/offline.html')) ?? Response.error()));
  } else if (OFFLINE.includes(path)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(path)) ?? Response.error()));
  }
});
