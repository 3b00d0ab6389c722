/**
 * The morning's device check: six small tests, each with its own time limit, none of which ever rejects; one that is cut
 * has no result and lets go of what it holds. What failed is one word; the page has the sentence and the remedy. Opens
 * camera and microphone only for the moment of the test.
 */
import { openCamera, openMicrophone, troubleOf, type Trouble } from '../call/devices';
import { watchLevel } from '../call/level';
import type { Path } from '../call/peer';
import { browserNow } from '../lib/clock';
import { socket } from '../lib/session.svelte';
import type { DeviceTest, TestItem } from '../lib/shape';
import { app } from '../lib/state.svelte';
import { renew, type PushFault } from '../push/subscribe';
import { playOnce } from '../ring/sound';

export type Fault =
  | Trouble
  | 'unanswered'
  | 'blocked'
  /** The tone played; the person has not said yet whether it was heard. */
  | 'unconfirmed'
  /** And has said that it was not. */
  | 'unheard'
  | 'offline'
  | 'slow'
  | 'unconnected'
  | 'mute'
  /** Too many test calls at once: says nothing about this device. */
  | 'crowded'
  | Exclude<PushFault, 'unsupported'>;

export type Result = { ok: true; quiet?: boolean; ms?: number; path?: Path } | { ok: false; fault: Fault };

export const ITEMS: readonly TestItem[] = ['sound', 'notification', 'camera', 'microphone', 'network', 'relay'];

/** How long each may take; the notification's test asks, subscribes and waits for its own echo. */
const WITHIN_MS: Readonly<Partial<Record<TestItem, number>>> = { notification: 40_000, relay: 45_000 };
/** Between tries of a test call while others fill the relay. */
const CROWDED_WAIT_MS = 4_000;
const CROWDED_TRIES = 3;
/** A permission question left unanswered must not hold up the start of the day. */
const ANSWER_WITHIN_MS = 20_000;
const LISTEN_MS = 1500;
const HEARD_FROM = 0.02;
const TRIP_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 50;
/** Above this a talk becomes hard to follow (ITU-T G.114 puts the limit at 400 ms one way). */
const SLOW_FROM_MS = 800;

type Run = (cut: AbortSignal) => Promise<Result>;
const RUN: Readonly<Record<TestItem, Run>> = { camera, microphone, sound, notification, network, relay };
/** What a test that did not end in its time has most likely waited for. */
const LATE: Readonly<Record<TestItem, Fault>> = {
  sound: 'blocked',
  notification: 'unreached',
  camera: 'unanswered',
  microphone: 'unanswered',
  network: 'offline',
  relay: 'unconnected',
};

export async function test(item: TestItem, cut: AbortSignal, run: Run = RUN[item]): Promise<Result | null> {
  if (cut.aborted) return null;
  const ended = new AbortController();
  const end = (): void => ended.abort();
  cut.addEventListener('abort', end);
  const timer = setTimeout(end, WITHIN_MS[item] ?? ANSWER_WITHIN_MS);
  try {
    const over = aborted(ended.signal).then((): Result | null => (cut.aborted ? null : { ok: false, fault: LATE[item] }));
    return await Promise.race([run(ended.signal), over]);
  } finally {
    clearTimeout(timer);
    cut.removeEventListener('abort', end);
    // Whatever still runs behind the answer lets go.
    end();
  }
}

/** What can be told without asking the person anything; `null` when it takes a question or a sound. */
export async function peek(item: TestItem, cut: AbortSignal): Promise<Result | null> {
  if (item === 'network') return test(item, cut);
  if (item === 'notification') {
    if (!('Notification' in globalThis)) return { ok: false, fault: 'unsupported' };
    // The test shows a notification, so it waits for a tap.
    return Notification.permission === 'denied' ? { ok: false, fault: 'denied' } : null;
  }
  if (item === 'camera' || item === 'microphone') return (await allowed(item)) ? test(item, cut) : null;
  return null;
}

/** What goes on the record: never more than a word or a number. */
export function reported(item: TestItem, result: Result | undefined): DeviceTest {
  if (result === undefined) return { item, ok: false, detail: 'not_tested' };
  if (!result.ok) return { item, ok: false, detail: result.fault === 'crowded' ? 'not_tested' : result.fault };
  const ms = result.ms === undefined ? [] : [`${Math.round(result.ms)} ms`];
  return { item, ok: true, detail: [...(result.path ? [result.path] : []), ...ms].join(', ') };
}

const FAULTS: readonly string[] = [
  ...['denied', 'missing', 'busy', 'unsuitable', 'aborted', 'unsupported', 'unanswered', 'blocked', 'unconfirmed', 'unheard'],
  ...['offline', 'slow', 'unconnected', 'mute', 'unreached', 'silent'],
];

/** The other way round; `undefined` when it was not tested, or by a newer page. */
export function recorded({ ok, detail }: DeviceTest): Result | undefined {
  if (!ok) return FAULTS.includes(detail) ? { ok: false, fault: detail as Fault } : undefined;
  const [, path, ms] = /^(?:(udp|tcp|turn), )?(\d+) ms$/.exec(detail) ?? [];
  return { ok: true, ...(path && { path: path as Path }), ...(ms && { ms: Number(ms) }) };
}

async function camera(): Promise<Result> {
  try {
    // Also when nobody waits for the result any more: what was opened is closed again.
    (await openCamera()).stop();
    return { ok: true };
  } catch (error) {
    return { ok: false, fault: troubleOf(error) };
  }
}

async function microphone(cut: AbortSignal): Promise<Result> {
  try {
    const track = await openMicrophone();
    let loudest = 0;
    const done = watchLevel(track, (level) => (loudest = Math.max(loudest, level)));
    await Promise.race([wait(LISTEN_MS), aborted(cut)]);
    done();
    track.stop();
    return { ok: true, quiet: loudest < HEARD_FROM };
  } catch (error) {
    return { ok: false, fault: troubleOf(error) };
  }
}

async function sound(): Promise<Result> {
  return { ok: false, fault: (await playOnce()) ? 'unconfirmed' : 'blocked' };
}

async function relay(cut: AbortSignal): Promise<Result> {
  if (!('RTCPeerConnection' in globalThis)) return { ok: false, fault: 'unsupported' };
  const { tryCall } = await import('./trial');
  for (let tries = 1; ; tries += 1) {
    const tried = await tryCall(cut);
    if (tried.ok || tried.fault !== 'crowded' || tries === CROWDED_TRIES || cut.aborted) return tried;
    await Promise.race([wait(CROWDED_WAIT_MS), aborted(cut)]);
  }
}

let asked: Promise<unknown> | null = null;

/** Call from the touch itself: some browsers ask only then, and the notification's turn comes seconds after. */
export function askEarly(): void {
  if ('Notification' in globalThis && Notification.permission === 'default') asked = Notification.requestPermission().catch(() => undefined);
}

async function notification(): Promise<Result> {
  if (!('Notification' in globalThis)) return { ok: false, fault: 'unsupported' };
  if (Notification.permission === 'default') await within(ANSWER_WITHIN_MS, asked ?? Notification.requestPermission());
  asked = null;
  if (Notification.permission === 'denied') return { ok: false, fault: 'denied' };
  if (Notification.permission !== 'granted') return { ok: false, fault: 'unanswered' };
  const fault = await renew();
  return fault === null ? { ok: true } : { ok: false, fault };
}

async function network(cut: AbortSignal): Promise<Result> {
  const deadline = browserNow() + TRIP_WITHIN_MS;
  app.trip = null;
  while (browserNow() < deadline && !cut.aborted) {
    if (app.line === 'open' && socket.ping()) {
      const ms = await measured(deadline);
      if (ms !== null) return ms > SLOW_FROM_MS ? { ok: false, fault: 'slow' } : { ok: true, ms };
    }
    await wait(LOOK_EVERY_MS);
  }
  return { ok: false, fault: 'offline' };
}

async function measured(deadline: number): Promise<number | null> {
  while (app.trip === null && browserNow() < deadline) await wait(LOOK_EVERY_MS);
  return app.trip;
}

/** Whether the browser would open it without a question. Firefox does not tell for every name, then it is "no". */
async function allowed(name: 'camera' | 'microphone'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state === 'granted';
  } catch {
    return false;
  }
}

const aborted = (cut: AbortSignal): Promise<void> =>
  new Promise((resolve) => (cut.aborted ? resolve() : cut.addEventListener('abort', () => resolve(), { once: true })));
const within = (ms: number, wanted: Promise<unknown>): Promise<unknown> => Promise.race([wanted, wait(ms)]);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
