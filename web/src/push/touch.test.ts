import { describe, expect, it } from 'vitest';
import type { Call, Ring } from '../lib/shape';
import { next, touchOf, type Touch } from './touch';

const A = '0192f3a4-5b20-7d11-9e42-0c4f3a7b2002';
const C = '0192f3a4-11aa-7c3e-8f10-52d0a4be9001';
const touch: Touch = { attempt: A, check: C, wish: 'answer' };
const ring = (attempt: string, until: number): Ring => ({ attempt, until }) as Ring;
const call = (check: string): Call => ({ check }) as Call;

it.each<[string, Touch | null]>([
  [`/hari-ini#dering=${A}&cek=${C}&mau=answer`, touch],
  [`/hari-ini#dering=${A}&cek=${C}&mau=decline`, { ...touch, wish: 'decline' }],
  [`/hari-ini#dering=${A}&cek=${C}&mau=x`, { ...touch, wish: 'look' }],
  [`/hari-ini#dering=${A}&cek=${C}`, { ...touch, wish: 'look' }],
  [`/hari-ini#dering=../x&cek=${C}&mau=answer`, null],
  [`/hari-ini#dering=${A}`, null],
  ['/hari-ini', null],
  ['#tiket=x', null],
])('%s is %j', (path, wanted) => expect(touchOf(path)).toEqual(wanted));

describe('a touch', () => {
  const none = { ring: null, calls: [] };
  it('waits for the first snapshot', () => expect(next(touch, none, false, 0)).toEqual({ t: 'wait' }));
  it('answers the ring it came from, while it rings', () => {
    expect(next(touch, { ring: ring(A, 10), calls: [] }, true, 9)).toEqual({ t: 'do', wish: 'answer' });
  });
  it('never answers another ring', () => {
    expect(next(touch, { ring: ring('another', 10), calls: [] }, true, 9)).toEqual({ t: 'done' });
  });
  it('that comes late lands on the missed call', () => {
    expect(next(touch, none, true, 9)).toEqual({ t: 'missed', check: C });
    expect(next(touch, { ring: null, calls: [call('another')] }, true, 9)).toEqual({ t: 'missed', check: C });
  });
  it('after the answer changes nothing', () => {
    expect(next(touch, { ring: null, calls: [call(C)] }, true, 9)).toEqual({ t: 'done' });
  });
});
