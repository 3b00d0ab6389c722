/**
 * Notices that a connection stands and nothing comes through it: asks for one new way (ICE restart) and says what is
 * missing, so that nobody looks at a black and silent screen without a word. Pure; once a second a look goes in.
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
  fault: Fault | null;
}

/** A keyframe may take a second or two on a weak line; after so many seconds nobody believes in it any more. */
export const MISSING_AFTER = 6;
/** And so long after the restart. */
export const TRIED_AFTER = 14;

export const awake = (): Watchdog => ({ frames: 0, packets: 0, noPicture: 0, noSound: 0, fault: null });

/** The next state, and whether to ask for a new way now. */
export function watch(dog: Watchdog, look: Look): [Watchdog, boolean] {
  if (!look.up) return [awake(), false];
  const noPicture = look.picture && look.frames === dog.frames ? dog.noPicture + 1 : 0;
  const noSound = look.sound && look.packets === dog.packets ? dog.noSound + 1 : 0;
  const missing = Math.max(noPicture, noSound);
  const gone = (count: number): boolean => count >= MISSING_AFTER;
  const what = gone(noPicture) && (gone(noSound) || !look.sound) ? 'nothing' : gone(noPicture) ? 'picture' : gone(noSound) ? 'sound' : null;
  const fault: Fault | null = what && { what: what === 'sound' && !look.picture ? 'nothing' : what, tried: missing >= TRIED_AFTER };
  // Once for each time that it goes missing: a new way does not help against a camera that is covered.
  const restart = fault !== null && dog.fault === null;
  return [{ frames: look.frames, packets: look.packets, noPicture, noSound, fault }, restart];
}
