/**
 * Notices that a connection stands and nothing comes through it: asks for one new way (ICE restart) and says what is
 * missing, so that nobody looks at a black and silent screen without a word. Pure; once a second a look goes in.
 *
 * Two silences are told apart: of the relay, which answers whoever sends (this end's own way is gone: a new one at once, long
 * before the browser gives the old one up), and of the other end, which may have many reasons.
 */
export interface Look {
  /** The media leg stands, and the other end is there. */
  up: boolean;
  /** The other end says that it sends these. */
  picture: boolean;
  sound: boolean;
  /** Counted since the leg began. */
  frames: number;
  packets: number;
  /** This end sends what the relay reports on. */
  sends: boolean;
  /** Bytes of any kind from the relay. May fall, for what is counted goes with a way that is given up: only more is a sign of life. */
  bytes: number;
}

export interface Fault {
  what: 'nothing' | 'picture' | 'sound';
  /** The new way was tried, and it is still missing. */
  tried: boolean;
}

export interface Watchdog {
  /** The counters when something last came, and since how many looks nothing did. */
  frames: number;
  packets: number;
  noPicture: number;
  noSound: number;
  bytes: number;
  silent: number;
  fault: Fault | null;
}

/** The relay reports on what it gets ten times a second; no word for so many seconds, and the way is gone. */
export const SILENT_AFTER = 3;
/** And so long until it is said: a new way that can be had is there by then. */
export const CUT_AFTER = 5;

/** A keyframe may take a second or two on a weak line; after so many seconds nobody believes in it any more. */
export const MISSING_AFTER = 6;
/** And so long after the restart. */
export const TRIED_AFTER = 14;

export const awake = (): Watchdog => ({ frames: 0, packets: 0, noPicture: 0, noSound: 0, bytes: 0, silent: 0, fault: null });

/** The next state, and whether to ask for a new way now. */
export function watch(dog: Watchdog, look: Look): [Watchdog, boolean] {
  const silent = (look.sends || (look.up && (look.picture || look.sound))) && look.bytes <= dog.bytes ? dog.silent + 1 : 0;
  const lost = silent === SILENT_AFTER;
  if (!look.up) return [{ ...awake(), bytes: look.bytes, silent }, lost];
  const noPicture = look.picture && look.frames === dog.frames ? dog.noPicture + 1 : 0;
  const noSound = look.sound && look.packets === dog.packets ? dog.noSound + 1 : 0;
  const missing = Math.max(noPicture, noSound);
  const gone = (count: number): boolean => count >= MISSING_AFTER;
  const what = gone(noPicture) && (gone(noSound) || !look.sound) ? 'nothing' : gone(noPicture) ? 'picture' : gone(noSound) ? 'sound' : null;
  const fault: Fault | null = what && { what: what === 'sound' && !look.picture ? 'nothing' : what, tried: missing >= TRIED_AFTER };
  // Once for each time that it goes missing: a new way does not help against a camera that is covered.
  const restart = lost || (fault !== null && dog.fault === null && silent < SILENT_AFTER);
  return [{ frames: look.frames, packets: look.packets, noPicture, noSound, bytes: look.bytes, silent, fault }, restart];
}
