import { expect, it } from 'vitest';
import type { Desk, Mode, MyLoad, TeamMember } from '../lib/shape';
import { closed, fullness, isShort, mayCall } from './manual';

const load = (change: Partial<MyLoad> = {}): MyLoad => ({
  today: 3,
  per_day: 12,
  last_hour: 1,
  per_hour: 4,
  manual: 0,
  manual_per_day: 2,
  in_call: false,
  ...change,
});
const desk = (change: Partial<MyLoad> = {}): Pick<Desk, 'windows' | 'load'> => ({
  windows: [
    { start: 100, end: 200 },
    { start: 300, end: 400 },
  ],
  load: load(change),
});

it.each([
  [desk(), 99, 'outside'],
  [desk(), 100, null],
  [desk(), 199, null],
  [desk(), 200, 'outside'],
  [desk(), 300, null],
  [desk({ manual: 1 }), 150, null],
  [desk({ manual: 2 }), 150, 'used'],
  [desk({ in_call: true }), 150, 'in_call'],
  [desk({ manual_per_day: 0 }), 150, 'off'],
] as const)('case %#: closed because of %s', (of, now, wanted) => {
  expect(closed(of, now)).toBe(wanted);
});

it('a reason needs ten characters, whatever they are made of', () => {
  expect(isShort('  sembilan.   ')).toBe(true);
  expect(isShort('sepuluh 10')).toBe(false);
  expect(isShort('🙂'.repeat(9))).toBe(true);
});

it('only who is at home and not in a check', () => {
  const member = (mode: Mode | null): TeamMember => ({ person: { id: 'a' }, mode }) as TeamMember;
  expect(mayCall(member('home'), [])).toBe(true);
  expect(mayCall(member('home'), ['a'])).toBe(false);
  for (const mode of ['office', 'leave', null] as const) expect(mayCall(member(mode), [])).toBe(false);
});

it('a day is full at its bound and never more', () => {
  expect(fullness(load())).toBe(0.25);
  expect(fullness(load({ today: 20 }))).toBe(1);
});
