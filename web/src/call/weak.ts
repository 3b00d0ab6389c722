/**
 * How much picture this end sends over a weak line: small at first, less when the relay's measurements stay bad, none when
 * even little is too much. Pure. Falls soon and rises late, and later each time a rise did not last, so that a picture does
 * not come and go all the time. Within a level the browser follows the receiver's own report (REMB), which the relay passes on.
 */
import type { Quality } from '../lib/wire';

export type Level = 'full' | 'low' | 'sound';

export interface Weak {
  level: Level;
  /** Bad and good measurements in a row. */
  bad: number;
  good: number;
  /** So many good ones until more is tried. */
  riseAfter: number;
  /** More is being tried, and has not yet lasted. */
  onTrial: boolean;
  /** Not even sound holds: writing is offered. Stays until the line is good again. */
  text: boolean;
}

/** What each level sends; a face and a room at 360p and 15 frames a second, from which cheap phones do not get hot. */
export const SENDS: Readonly<Record<Exclude<Level, 'sound'>, { maxBitrate: number; maxFramerate: number; scaleResolutionDownBy: number }>> = {
  full: { maxBitrate: 350_000, maxFramerate: 15, scaleResolutionDownBy: 1 },
  low: { maxBitrate: 100_000, maxFramerate: 8, scaleResolutionDownBy: 2 },
};

/** Measurements come every two seconds: 6 s to fall, 10 s to rise, at most 80 s. */
export const FALL_AFTER = 3;
export const RISE_AFTER = 5;
export const RISE_AFTER_MAX = 40;
/** What has held for so long, 20 s, has lasted. */
export const LASTED_AFTER = 10;

interface Bound {
  loss_permille: number;
  rtt_ms: number;
}

/** From which loss or round trip on a level does not hold. A picture's lost packets are sent again, so a small one still goes through 15 % of
 *  loss (docs/benchmarks.md); sound is not sent again. */
const BAD: Readonly<Record<Level, Bound>> = {
  full: { loss_permille: 100, rtt_ms: 1000 },
  low: { loss_permille: 250, rtt_ms: 2000 },
  sound: { loss_permille: 250, rtt_ms: 2000 },
};
/** Up to which more than this level may be tried. What lies between the two ends a row and changes nothing. */
const GOOD: Readonly<Record<Level, Bound>> = {
  full: { loss_permille: 50, rtt_ms: 500 },
  low: { loss_permille: 50, rtt_ms: 500 },
  sound: { loss_permille: 180, rtt_ms: 1000 },
};

export const begin = (): Weak => ({ level: 'full', bad: 0, good: 0, riseAfter: RISE_AFTER, onTrial: false, text: false });

export function measured(weak: Weak, line: Quality): Weak {
  const { loss_permille: loss, rtt_ms: trip } = line;
  const [bad, good] = [BAD[weak.level], GOOD[weak.level]];
  if (loss >= bad.loss_permille || (trip ?? 0) >= bad.rtt_ms) return worse({ ...weak, good: 0, bad: weak.bad + 1 });
  if (loss <= good.loss_permille && (trip ?? 0) <= good.rtt_ms) return better({ ...weak, bad: 0, good: weak.good + 1 });
  return { ...weak, bad: 0, good: 0 };
}

function worse(weak: Weak): Weak {
  if (weak.bad < FALL_AFTER) return weak;
  if (weak.level === 'sound') return { ...weak, bad: 0, text: true };
  const riseAfter = weak.onTrial ? Math.min(RISE_AFTER_MAX, weak.riseAfter * 2) : weak.riseAfter;
  return { ...weak, bad: 0, level: weak.level === 'full' ? 'low' : 'sound', riseAfter, onTrial: false };
}

function better(weak: Weak): Weak {
  const lasted = weak.good >= LASTED_AFTER ? { ...weak, onTrial: false } : weak;
  if (weak.level === 'full' || weak.good < weak.riseAfter) return lasted;
  return { ...weak, good: 0, text: false, level: weak.level === 'sound' ? 'low' : 'full', onTrial: true };
}
