/**
 * Lets this browser be reached while no page is open, and proves it: a test goes to the browser's push service and must come
 * back by the service worker. The one file that knows PushManager. Never rejects: what failed is one word.
 */
import { get, post, put } from '../lib/api';
import { deviceId } from '../lib/device';
import { language } from '../lib/lang.svelte';
import type { PushKey, PushTested, Subscribe } from '../lib/shape';
import { app } from '../lib/state.svelte';

/** `unsupported`: not in this browser. `unreached`: its push service. `silent`: the test did not come back. */
export type PushFault = 'unsupported' | 'unreached' | 'silent';

const READY_WITHIN_MS = 5_000;
const SUBSCRIBE_WITHIN_MS = 8_000;
const BACK_WITHIN_MS = 10_000;

/** Needs the permission. `null` when the test came back. */
export async function renew(): Promise<PushFault | null> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) return 'unsupported';
  try {
    const registration = await within(READY_WITHIN_MS, navigator.serviceWorker.ready);
    if (!registration) return 'unsupported';
    const path = `/api/push/devices/${deviceId(app.me?.id ?? '')}`;
    registration.active?.postMessage({ kind: 'keep', kept: { device: deviceId(app.me?.id ?? ''), lang: language.value } });
    const { key } = await get<PushKey>('/api/push/key');
    if (!(await within(SUBSCRIBE_WITHIN_MS, subscribed(registration, path, key, false)))) return 'unreached';
    const came = await tested(path);
    if (came !== 'gone') return came;
    // The browser holds on to a subscription that its push service has forgotten.
    if (!(await within(SUBSCRIBE_WITHIN_MS, subscribed(registration, path, key, true)))) return 'unreached';
    const again = await tested(path);
    return again === 'gone' ? 'unreached' : again;
  } catch {
    return 'unreached';
  }
}

/** Subscribes, or takes up the subscription there is, and tells the server. */
async function subscribed(registration: ServiceWorkerRegistration, path: string, key: string, anew: boolean): Promise<boolean> {
  const manager = registration.pushManager;
  const old = await manager.getSubscription();
  const bytes = fromBase64url(key);
  // One made for another server's key can never be used.
  const usable = old !== null && !anew && sameBytes(old.options.applicationServerKey, bytes);
  if (old && !usable) await old.unsubscribe();
  const now = old && usable ? old : await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes });
  const { endpoint, keys } = now.toJSON();
  if (!endpoint || !keys) return false;
  const body: Subscribe = { endpoint, p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' };
  await put(path, body);
  return true;
}

/** The test may be back before the server has answered, so all that come are remembered. */
async function tested(path: string): Promise<PushFault | 'gone' | null> {
  const seen = new Set<string>();
  let heard: () => void = () => undefined;
  const listen = (event: MessageEvent): void => {
    const told = event.data as { kind?: string; nonce?: string };
    if (told.kind === 'test' && told.nonce !== undefined) seen.add(told.nonce);
    heard();
  };
  navigator.serviceWorker.addEventListener('message', listen);
  navigator.serviceWorker.startMessages();
  try {
    const { result, nonce } = await post<PushTested>(`${path}/test`);
    if (result === 'gone') return 'gone';
    if (result !== 'accepted') return 'unreached';
    const back = new Promise<true>((resolve) => {
      heard = () => {
        if (seen.has(nonce)) resolve(true);
      };
      heard();
    });
    return (await within(BACK_WITHIN_MS, back)) ? null : 'silent';
  } finally {
    navigator.serviceWorker.removeEventListener('message', listen);
  }
}

/** `null` when it takes too long: some browsers wait for ever for a push service that they cannot reach. */
function within<T>(ms: number, wanted: Promise<T>): Promise<T | null> {
  return Promise.race([wanted, new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))]);
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function sameBytes(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (one === null || one.byteLength !== other.byteLength) return false;
  const bytes = new Uint8Array(one);
  return other.every((byte, at) => byte === bytes[at]);
}
