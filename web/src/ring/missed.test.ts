import { expect, it } from 'vitest';
import type { MissedCall } from '../lib/shape';
import { canCallBack, offerOf, type Offer } from './missed';

const missed = (until: number | null, called_back: number | null = null, opens: number | null = null): MissedCall =>
  ({ until, called_back, opens }) as MissedCall;

it.each<[string, MissedCall, number, Offer]>([
  ['after the last ring, with its time', missed(60), 20, { t: 'open', left: 40 }],
  ['to its last moment', missed(60), 59, { t: 'open', left: 1 }],
  ['and not on the end', missed(60), 60, { t: 'over' }],
  ['before the last ring, without an end', missed(null), 1e12, { t: 'open', left: null }],
  ['done, and it stays so past the end', missed(60, 50), 70, { t: 'called', opens: null }],
  ['done in a break', missed(60, 50, 90), 55, { t: 'called', opens: 90 }],
  ['done in a break that is over', missed(60, 50, 90), 90, { t: 'called', opens: null }],
  ['a break changes nothing before that', missed(60, null, 90), 20, { t: 'open', left: 40 }],
])('%s', (_, call, now, wanted) => {
  expect(offerOf(call, now)).toEqual(wanted);
  expect(canCallBack(call, now)).toBe(wanted.t === 'open');
});
