import { describe, expect, it } from 'vitest';
import type { Call, MissedCall, Ring } from '../lib/shape';
import { next, touchOf, type Touch } from './touch';

const A = '0192f3a4-5b20-7d11-9e42-0c4f3a7b2002';
const C = '0192f3a4-11aa-7c3e-8f10-52d0a4be9001';
const touch: Touch = { attempt: A, check: C, wish: 'answer' };
const ring = (attempt: string, until: number): Ring => ({ attempt, until }) as Ring;
const call = (check: string): Call => ({ check }) as Call;

it.each<[string, Touch | null]>([
  [`/hari-ini#dering=${A}&cek=${C}&mau=answer`, touch],
  [`/hari-ini#dering=${A}&cek=${C}&mau=decline`, { ...touch, wish: 'decline' }],
  [`/hari-ini#dering=${A}&cek=${C}&mau=call_back`, { ...touch, wish: 'call_back' }],
  [`/hari-ini#dering=${A}&cek=${C}&mau=x`, { ...touch, wish: 'look' }],
  [`/hari-ini#dering=${A}&cek=${C}`, { ...touch, wish: 'look' }],
  [`/hari-ini#dering=../x&cek=${C}&mau=answer`, null],
  [`/hari-ini#dering=${A}`, null],
  ['/hari-ini', null],
  ['#tiket=x', null],
])('%s is %j', (path, wanted) => expect(touchOf(path)).toEqual(wanted));

describe('a touch', () => {
  const none = { ring: null, missed: null, calls: [] };
  it('waits for the first snapshot', () => expect(next(touch, none, false, 0)).toEqual({ t: 'wait' }));
  it('answers the ring it came from, while it rings', () => {
    expect(next(touch, { ...none, ring: ring(A, 10) }, true, 9)).toEqual({ t: 'do', wish: 'answer' });
  });
  it('never answers another ring', () => {
    expect(next(touch, { ...none, ring: ring('another', 10) }, true, 9)).toEqual({ t: 'done' });
  });
  it('that comes late lands on the missed call', () => {
    expect(next(touch, none, true, 9)).toEqual({ t: 'missed', check: C, back: false });
    expect(next(touch, { ...none, calls: [call('another')] }, true, 9)).toEqual({ t: 'missed', check: C, back: false });
  });
  it('after the answer changes nothing', () => {
    expect(next(touch, { ...none, calls: [call(C)] }, true, 9)).toEqual({ t: 'done' });
  });
  const missed = (attempt: string, until: number | null, called_back: number | null = null): MissedCall =>
    ({ attempt, check: C, until, called_back }) as MissedCall;
  it.each<[string, MissedCall | null, Ring | null, ReturnType<typeof next>]>([
    ['calls back while there is time', missed(A, 10), null, { t: 'do', wish: 'call_back' }],
    ['calls back before the next ring', missed(A, null), null, { t: 'do', wish: 'call_back' }],
    ['calls back once', missed(A, 10, 5), null, { t: 'done' }],
    ['is late when the time is over', missed(A, 9), null, { t: 'missed', check: C, back: true }],
    ['is late when the check is over', null, null, { t: 'missed', check: C, back: true }],
    ['never calls back about another ring', missed('another', 10), null, { t: 'missed', check: C, back: true }],
    ['does nothing when it rings again', null, ring('another', 20), { t: 'done' }],
  ])('to call back %s', (_, missedNow, ringNow, wanted) => {
    expect(next({ ...touch, wish: 'call_back' }, { ring: ringNow, missed: missedNow, calls: [] }, true, 9)).toEqual(wanted);
  });
});
