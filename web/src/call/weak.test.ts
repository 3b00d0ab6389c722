import { describe, expect, it } from 'vitest';
import { begin, FALL_AFTER, LASTED_AFTER, measured, RISE_AFTER, RISE_AFTER_MAX, type Weak } from './weak';

const line = (loss_permille: number, rtt_ms: number | null = 50) => ({ loss_permille, rtt_ms, kbps: 300, path: 'udp' as const });
const [GOOD, SO_SO, BAD, LOST] = [line(0), line(60), line(150), line(300)];
const times = (count: number, sample: typeof GOOD, from: Weak): Weak => Array.from({ length: count }).reduce<Weak>((weak) => measured(weak, sample), from);

describe('falls soon', () => {
  it.each([
    ['a moment of loss', FALL_AFTER - 1, LOST, 'full', false],
    ['loss that stays', FALL_AFTER, BAD, 'low', false],
    ['a small picture goes on through it', 1000, BAD, 'low', false],
    ['but not through everything', 2 * FALL_AFTER, LOST, 'sound', false],
    ['until not even sound holds', 3 * FALL_AFTER, LOST, 'sound', true],
    ['a long way is as bad', FALL_AFTER, line(0, 1000), 'low', false],
    ['and a longer one', 2 * FALL_AFTER, line(0, 2000), 'sound', false],
    ['a middling line for ever', 1000, SO_SO, 'full', false],
    ['not measured yet is not bad', 1000, line(0, null), 'full', false],
  ] as const)('%s', (_, count, sample, level, text) => expect(times(count, sample, begin())).toMatchObject({ level, text }));
});

it('rises late, one step at a time, and writing is no longer offered', () => {
  const lowest = times(3 * FALL_AFTER, LOST, begin());
  expect(times(RISE_AFTER - 1, GOOD, lowest)).toMatchObject({ level: 'sound', text: true });
  const risen = times(RISE_AFTER, GOOD, lowest);
  expect(risen).toMatchObject({ level: 'low', text: false });
  expect(times(RISE_AFTER, GOOD, risen).level).toBe('full');
});

it('a line that carries a small picture gets it back, and no more', () => {
  const sound = times(2 * FALL_AFTER, LOST, begin());
  expect(times(1000, BAD, sound).level).toBe('low');
});

it('how deep it fell does not make it wait longer; a rise that did not last does', () => {
  const fallen = times(2 * FALL_AFTER, LOST, begin());
  expect(fallen.riseAfter).toBe(RISE_AFTER);
  const again = times(FALL_AFTER, LOST, times(RISE_AFTER, GOOD, fallen));
  expect(again).toMatchObject({ level: 'sound', riseAfter: 2 * RISE_AFTER });
  const lasted = times(RISE_AFTER + LASTED_AFTER, GOOD, times(FALL_AFTER, BAD, begin()));
  expect(times(FALL_AFTER, BAD, lasted)).toMatchObject({ level: 'low', riseAfter: RISE_AFTER });
});

it('a line that is good now and then does not make the picture come and go', () => {
  let weak = begin();
  const changes: number[] = [];
  for (let at = 0; at < 900; at += 1) {
    const next = measured(weak, at % 12 < 8 ? GOOD : LOST);
    if (next.level !== weak.level) changes.push(at);
    weak = next;
  }
  // Half an hour in which the line is gone for 8 s of every 24.
  expect(changes.length).toBeLessThanOrEqual(6);
  expect(changes.at(-1)).toBeLessThan(100);
});

it('waits no longer than it says, however often it fell', () => {
  let weak = begin();
  for (let round = 0; round < 20; round += 1) weak = times(FALL_AFTER, LOST, times(weak.riseAfter, GOOD, times(2 * FALL_AFTER, LOST, weak)));
  expect(weak.riseAfter).toBe(RISE_AFTER_MAX);
});
