import { expect, it } from 'vitest';
import { awake, MISSING_AFTER, TRIED_AFTER, watch, type Fault, type Look } from './watchdog';

type Second = Pick<Look, 'up' | 'picture' | 'sound'> & { comes: string };

/** One second after the other; the faults that are shown, and how often a new way is asked for. */
function run(seconds: Second[]): { fault: Fault | null; restarts: number } {
  let dog = awake();
  let [frames, packets, restarts] = [0, 0, 0];
  for (const { up, picture, sound, comes } of seconds) {
    if (comes.includes('p')) frames += 12;
    if (comes.includes('s')) packets += 50;
    const [next, restart] = watch(dog, { up, picture, sound, frames, packets });
    dog = next;
    if (restart) restarts += 1;
  }
  return { fault: dog.fault, restarts };
}

const second = (comes: string, more: Partial<Second> = {}): Second => ({ up: true, picture: true, sound: true, comes, ...more });
const of = (count: number, each: Second): Second[] => Array.from({ length: count }, () => each);

it.each<[string, Second[], Fault | null, number]>([
  ['all is well', of(60, second('ps')), null, 0],
  ['a moment without', of(MISSING_AFTER - 1, second('')), null, 0],
  ['nothing ever comes', of(MISSING_AFTER, second('')), { what: 'nothing', tried: false }, 1],
  ['nor after the new way', of(TRIED_AFTER, second('')), { what: 'nothing', tried: true }, 1],
  ['and for ever: one restart', of(600, second('')), { what: 'nothing', tried: true }, 1],
  ['sound without the picture', of(20, second('s')), { what: 'picture', tried: true }, 1],
  ['the picture without sound', of(20, second('p')), { what: 'sound', tried: true }, 1],
  ['the camera is off, and sound comes', of(60, second('s', { picture: false })), null, 0],
  ['the camera is off, and no sound comes', of(20, second('', { picture: false })), { what: 'nothing', tried: true }, 1],
  ['both are off', of(60, second('', { picture: false, sound: false })), null, 0],
  ['the other end is away', of(60, second('', { up: false })), null, 0],
  ['it comes back', [...of(20, second('')), second('ps')], null, 1],
  ['and goes again: another restart', [...of(20, second('')), second('ps'), ...of(20, second(''))], { what: 'nothing', tried: true }, 2],
])('%s', (_, seconds, fault, restarts) => expect(run(seconds)).toEqual({ fault, restarts }));
