/**
 * How much picture this end sends over a weak line: small at first, less when the relay's measurements stay bad, none when
 * even little is too much. Pure. Falls soon and rises late, and later each time it fell again, so that a picture does not
 * come and go all the time. Within a level the browser follows the receiver's own report (REMB), which the relay passes on.
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
  /** Not even sound holds: writing is offered. Stays until the line is good again. */
  text: boolean;
}

/** What each level sends; a face and a room at 360p and 15 frames a second, from which cheap phones do not get hot. */
export const SENDS: Readonly<Record<Exclude<Level, 'sound'>, { maxBitrate: number; maxFramerate: number; scaleResolutionDownBy: number }>> = {
  full: { maxBitrate: 350_000, maxFramerate: 15, scaleResolutionDownBy: 1 },
  low: { maxBitrate: 100_000, maxFramerate: 8, scaleResolutionDownBy: 2 },
};

/** Measurements come about every two seconds: 6 s to fall, 20 s to rise, at most 80 s. */
export const FALL_AFTER = 3;
export const RISE_AFTER = 10;
export const RISE_AFTER_MAX = 40;

export const begin = (): Weak => ({ level: 'full', bad: 0, good: 0, riseAfter: RISE_AFTER, text: false });

/** Between the two lies what is neither: it ends a row and changes nothing. */
const isBad = ({ loss_permille, rtt_ms }: Quality): boolean => loss_permille >= 100 || (rtt_ms ?? 0) >= 1000;
const isGood = ({ loss_permille, rtt_ms }: Quality): boolean => loss_permille <= 30 && (rtt_ms ?? 0) <= 400;

export function measured(weak: Weak, line: Quality): Weak {
  if (isBad(line)) return worse({ ...weak, good: 0, bad: weak.bad + 1 });
  if (isGood(line)) return better({ ...weak, bad: 0, good: weak.good + 1 });
  return { ...weak, bad: 0, good: 0 };
}

function worse(weak: Weak): Weak {
  if (weak.bad < FALL_AFTER) return weak;
  if (weak.level === 'sound') return { ...weak, bad: 0, text: true };
  return { ...weak, bad: 0, level: weak.level === 'full' ? 'low' : 'sound', riseAfter: Math.min(RISE_AFTER_MAX, weak.riseAfter * 2) };
}

function better(weak: Weak): Weak {
  if (weak.good < weak.riseAfter) return weak;
  return { ...weak, good: 0, text: false, level: weak.level === 'sound' ? 'low' : 'full' };
}
