/**
 * Decides when this device opens a media leg to the relay, when it waits and when it tries again. Pure: an event and a
 * random number in, the next state and what to do out. Knows nothing of WebRTC, sockets or pages.
 *
 * A leg is one peer connection with one offer. The server asks for a fresh one after every reconnect of the line.
 */
import { waitBefore } from '../lib/backoff';

export type Link =
  | { at: 'off' }
  /** Offer made, media does not flow yet. */
  | { at: 'trying'; leg: number; tries: number }
  | { at: 'up'; leg: number }
  /** The browser lost sight of the relay; it often comes back by itself. */
  | { at: 'shaky'; leg: number }
  /** Between two tries; without the line no try is made. */
  | { at: 'waiting'; tries: number };

export interface State {
  link: Link;
  /** The server says that this device is in the call. */
  wanted: boolean;
  /** The line to the server is open and its first `now` has come. */
  line: boolean;
  /** Number of the newest leg. */
  legs: number;
  /** Number of the timer that still matters. */
  timer: number;
}

export type Event =
  | { kind: 'wanted'; wanted: boolean }
  | { kind: 'line'; open: boolean }
  | { kind: 'leg'; leg: number; became: 'up' | 'shaky' | 'failed' }
  | { kind: 'timer'; timer: number };

export type Effect = { do: 'open'; leg: number } | { do: 'close' } | { do: 'timer'; timer: number; ms: number };
export type Step = [State, Effect[]];

/** ICE, DTLS and the first packet take under a second on a good line; after this long a new leg is the quicker way. */
export const CONNECT_MAX_MS = 12_000;
/** Browsers report a lost relay after about 5 s of silence; a change from Wi-Fi to mobile mends within this time or not at all. */
export const SHAKY_MAX_MS = 4_000;
/** A person waits at the other end: never longer than this between two tries. */
export const WAIT_MAX_MS = 8_000;

export const start = (): State => ({ link: { at: 'off' }, wanted: false, line: false, legs: 0, timer: 0 });

/** `random` is in [0, 1). */
export function step(state: State, event: Event, random: number): Step {
  switch (event.kind) {
    case 'wanted':
      return wanted(state, event.wanted);
    case 'line':
      return line(state, event.open);
    case 'leg':
      return leg(state, event, random);
    case 'timer':
      return event.timer === state.timer ? timer(state, random) : [state, []];
  }
}

function wanted(state: State, is: boolean): Step {
  if (is === state.wanted) return [state, []];
  const next = { ...state, wanted: is };
  if (is) return next.line ? open(next, 0) : [{ ...next, link: { at: 'waiting', tries: 0 } }, []];
  return [{ ...next, link: { at: 'off' }, timer: state.timer + 1 }, [{ do: 'close' }]];
}

function line(state: State, is: boolean): Step {
  if (is === state.line) return [state, []];
  const next = { ...state, line: is };
  // While the line is down the leg may well go on: sound and picture do not travel over it.
  return is && next.wanted ? open(next, 0) : [next, []];
}

function leg(state: State, { leg: number, became }: Extract<Event, { kind: 'leg' }>, random: number): Step {
  const { link } = state;
  if (!('leg' in link) || link.leg !== number) return [state, []];
  switch (became) {
    case 'up':
      return [{ ...state, link: { at: 'up', leg: number }, timer: state.timer + 1 }, []];
    case 'shaky':
      return link.at === 'up' ? timed({ ...state, link: { at: 'shaky', leg: number } }, SHAKY_MAX_MS, []) : [state, []];
    case 'failed':
      return wait(state, random);
  }
}

function timer(state: State, random: number): Step {
  const { link } = state;
  // Without the line nothing better can be had, and what only stalls comes back by itself.
  if (link.at === 'shaky' && !state.line) return timed(state, SHAKY_MAX_MS, []);
  if (link.at === 'trying' || link.at === 'shaky') return wait(state, random);
  if (link.at === 'waiting' && state.line) return open(state, link.tries);
  return [state, []];
}

function open(state: State, tries: number): Step {
  const number = state.legs + 1;
  const next: State = { ...state, legs: number, link: { at: 'trying', leg: number, tries } };
  return timed(next, CONNECT_MAX_MS, [{ do: 'close' }, { do: 'open', leg: number }]);
}

function wait(state: State, random: number): Step {
  const tries = state.link.at === 'trying' ? state.link.tries + 1 : 0;
  const ms = Math.min(WAIT_MAX_MS, waitBefore(tries, random));
  return timed({ ...state, link: { at: 'waiting', tries } }, ms, [{ do: 'close' }]);
}

function timed(state: State, ms: number, before: Effect[]): Step {
  const number = state.timer + 1;
  return [{ ...state, timer: number }, [...before, { do: 'timer', timer: number, ms }]];
}
