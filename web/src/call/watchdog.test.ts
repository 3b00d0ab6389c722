import { expect, it } from 'vitest';
import { awake, MISSING_AFTER, SILENT_AFTER, TRIED_AFTER, watch, type Fault, type Look } from './watchdog';

/** What comes: `p`icture, `s`ound, and the relay's `r`eports; with `x` counting begins anew. */
type Second = Pick<Look, 'up' | 'picture' | 'sound' | 'sends'> & { comes: string };

/** One second after the other; the faults that are shown, and how often a new way is asked for. */
function run(seconds: Second[]): { fault: Fault | null; restarts: number } {
  let dog = awake();
  let [frames, packets, bytes, restarts] = [0, 0, 0, 0];
  for (const { up, picture, sound, sends, comes } of seconds) {
    if (comes.includes('p')) frames += 12;
    if (comes.includes('s')) packets += 50;
    if (comes !== '' && comes !== 'x') bytes += 100;
    if (comes === 'x') bytes = 0;
    const [next, restart] = watch(dog, { up, picture, sound, sends, frames, packets, bytes });
    dog = next;
    if (restart) restarts += 1;
  }
  return { fault: dog.fault, restarts };
}

const second = (comes: string, more: Partial<Second> = {}): Second => ({ up: true, picture: true, sound: true, sends: true, comes: comes && `${comes}r`, ...more });
const of = (count: number, each: Second): Second[] => Array.from({ length: count }, () => each);

/** Only the relay's reports come, nothing of the other end. */
const hollow = (more: Partial<Second> = {}): Second => second('', { comes: 'r', ...more });

it.each<[string, Second[], Fault | null, number]>([
  ['all is well', of(60, second('ps')), null, 0],
  ['a moment without', of(MISSING_AFTER - 1, hollow()), null, 0],
  ['nothing ever comes', of(MISSING_AFTER, hollow()), { what: 'nothing', tried: false }, 1],
  ['nor after the new way', of(TRIED_AFTER, hollow()), { what: 'nothing', tried: true }, 1],
  ['and for ever: one restart', of(600, hollow()), { what: 'nothing', tried: true }, 1],
  ['sound without the picture', of(20, second('s')), { what: 'picture', tried: true }, 1],
  ['the picture without sound', of(20, second('p')), { what: 'sound', tried: true }, 1],
  ['the camera is off, and sound comes', of(60, second('s', { picture: false })), null, 0],
  ['the camera is off, and no sound comes', of(20, hollow({ picture: false })), { what: 'nothing', tried: true }, 1],
  ['both are off', of(60, hollow({ picture: false, sound: false })), null, 0],
  ['the other end is away', of(60, hollow({ up: false })), null, 0],
  ['it comes back', [...of(20, hollow()), second('ps')], null, 1],
  ['and goes again: another restart', [...of(20, hollow()), second('ps'), ...of(20, hollow())], { what: 'nothing', tried: true }, 2],
  ['the relay is silent for a moment', of(SILENT_AFTER - 1, second('')), null, 0],
  ['the relay is silent: a new way before anything is said', of(SILENT_AFTER, second('')), null, 1],
  ['and for ever: one restart for both', of(600, second('')), { what: 'nothing', tried: true }, 1],
  ['what was counted goes with the old way', [...of(SILENT_AFTER, second('')), second('', { comes: 'x' }), ...of(2, second(''))], { what: 'nothing', tried: false }, 1],
  ['it is silent while the other end is away', of(60, second('', { up: false })), null, 1],
  ['and has no reason to speak', of(60, second('', { up: false, sends: false })), null, 0],
  ['it is heard again, and silent again', [...of(SILENT_AFTER, second('')), second('ps'), ...of(SILENT_AFTER, second(''))], null, 2],
])('%s', (_, seconds, fault, restarts) => expect(run(seconds)).toEqual({ fault, restarts }));
