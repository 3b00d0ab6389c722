/**
 * What a ring does to this page, decided without touching the browser: `step(state, event)` gives the next state and
 * what to do. A ring is known only from the server's snapshots; receipts are repeated until the line has taken them.
 */
import type { Ring } from '../lib/shape';
import type { ReceiptKind } from '../lib/wire';

export type State =
  | { at: 'quiet' }
  | {
      at: 'ringing';
      ring: Ring;
      /** What this device can prove, and what of it the line has already taken. */
      proven: ReceiptKind[];
      told: ReceiptKind[];
      /** The person has silenced the sound; the ring goes on. */
      silenced: boolean;
      /** On its way to the server. */
      sending: 'answer' | 'decline' | null;
      /** Why the last answer or decline was refused. */
      refused: string | null;
      /** Remaining seconds that have been announced. */
      announced: number[];
      over: boolean;
    };

export type Event =
  | { t: 'snapshot'; ring: Ring | null; now: number; elsewhere: boolean }
  /** The ring is on a visible screen. */
  | { t: 'shown' }
  /** The tone is really playing, or the browser does not let it play. */
  | { t: 'sound'; playing: boolean }
  | { t: 'told'; attempt: string; kind: ReceiptKind }
  | { t: 'silence' }
  | { t: 'answer' }
  | { t: 'decline'; reason: string }
  | { t: 'accepted' }
  | { t: 'refused'; code: string }
  | { t: 'tick'; now: number };

export type Effect =
  | { t: 'receipt'; attempt: string; kind: ReceiptKind }
  /** Sound, vibration and title: on until told otherwise. */
  | { t: 'alarm'; on: boolean }
  | { t: 'hush' }
  | { t: 'ask'; what: 'answer'; attempt: string }
  | { t: 'ask'; what: 'decline'; attempt: string; reason: string }
  /** For screen readers: so many seconds are left. */
  | { t: 'announce'; seconds: number }
  | { t: 'notice'; what: 'elsewhere' | 'ended' };

export type Step = [State, Effect[]];

/** Announced at the start and when so many seconds are left (a countdown read out by the second would drown all else). */
export const ANNOUNCE_AT_SECONDS = [60, 15];

export const quiet: State = { at: 'quiet' };

export function step(state: State, event: Event): Step {
  if (event.t === 'snapshot') return snapshot(state, event.ring, event.now, event.elsewhere);
  if (state.at === 'quiet') return [state, []];
  switch (event.t) {
    case 'shown':
      return prove(state, 'displayed');
    case 'sound':
      return prove(state, event.playing ? 'audible' : 'muted');
    case 'told':
      if (event.attempt !== state.ring.attempt || state.told.includes(event.kind)) return [state, []];
      return [{ ...state, told: [...state.told, event.kind] }, []];
    case 'silence':
      return state.silenced ? [state, []] : [{ ...state, silenced: true }, [{ t: 'hush' }]];
    case 'answer':
      if (state.over || state.sending) return [state, []];
      return [{ ...state, sending: 'answer', refused: null }, [{ t: 'ask', what: 'answer', attempt: state.ring.attempt }]];
    case 'decline':
      if (state.over || state.sending) return [state, []];
      return [
        { ...state, sending: 'decline', refused: null },
        [{ t: 'ask', what: 'decline', attempt: state.ring.attempt, reason: event.reason }],
      ];
    case 'accepted':
      // The next snapshot takes the ring away; until then it stays, silent.
      return [state, [{ t: 'alarm', on: false }]];
    case 'refused':
      return [{ ...state, sending: null, refused: event.code }, []];
    case 'tick':
      return tick(state, event.now);
  }
}

type Ringing = Extract<State, { at: 'ringing' }>;

function snapshot(state: State, ring: Ring | null, now: number, elsewhere: boolean): Step {
  if (ring === null) return gone(state, elsewhere);
  if (state.at === 'ringing' && state.ring.attempt === ring.attempt) {
    return [{ ...state, ring }, untold(state)];
  }
  const fresh: Ringing = {
    at: 'ringing',
    ring,
    proven: [],
    told: [],
    silenced: false,
    sending: null,
    refused: null,
    announced: [],
    over: now >= ring.until,
  };
  if (fresh.over) return [fresh, []];
  return [
    fresh,
    [
      { t: 'alarm', on: true },
      { t: 'announce', seconds: Math.ceil((ring.until - now) / 1000) },
    ],
  ];
}

function gone(state: State, elsewhere: boolean): Step {
  if (state.at === 'quiet') return [state, []];
  const effects: Effect[] = [{ t: 'alarm', on: false }];
  if (elsewhere) effects.push({ t: 'notice', what: 'elsewhere' });
  else if (state.sending === null) effects.push({ t: 'notice', what: 'ended' });
  return [quiet, effects];
}

/** What the device sounded once stays true, so `muted` never follows `audible`. */
function prove(state: Ringing, kind: ReceiptKind): Step {
  if (state.proven.includes(kind) || (kind === 'muted' && state.proven.includes('audible'))) return [state, []];
  return [{ ...state, proven: [...state.proven, kind] }, [{ t: 'receipt', attempt: state.ring.attempt, kind }]];
}

function untold(state: Ringing): Effect[] {
  return state.proven
    .filter((kind) => !state.told.includes(kind))
    .map((kind) => ({ t: 'receipt', attempt: state.ring.attempt, kind }));
}

function tick(state: Ringing, now: number): Step {
  if (state.over) return [state, []];
  const left = Math.ceil((state.ring.until - now) / 1000);
  if (left <= 0) return [{ ...state, over: true }, [{ t: 'alarm', on: false }]];
  const due = ANNOUNCE_AT_SECONDS.filter((seconds) => left <= seconds && !state.announced.includes(seconds));
  const effects: Effect[] = untold(state);
  if (due.length === 0) return [state, effects];
  // A ring that starts late may pass two marks at once: only the smaller one is still true.
  return [{ ...state, announced: [...state.announced, ...due] }, [...effects, { t: 'announce', seconds: Math.min(...due) }]];
}
