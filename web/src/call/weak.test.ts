import { describe, expect, it } from 'vitest';
import { begin, FALL_AFTER, measured, RISE_AFTER, RISE_AFTER_MAX, type Weak } from './weak';

const line = (loss_permille: number, rtt_ms: number | null = 50) => ({ loss_permille, rtt_ms, kbps: 300, path: 'udp' as const });
const [GOOD, SO_SO, BAD] = [line(0), line(60), line(150)];
const times = (count: number, sample: typeof GOOD, from: Weak): Weak => Array.from({ length: count }).reduce<Weak>((weak) => measured(weak, sample), from);

describe('falls soon', () => {
  it.each([
    ['a moment of loss', FALL_AFTER - 1, BAD, 'full', false],
    ['loss that stays', FALL_AFTER, BAD, 'low', false],
    ['and goes on', 2 * FALL_AFTER, BAD, 'sound', false],
    ['until not even sound holds', 3 * FALL_AFTER, BAD, 'sound', true],
    ['a long way is as bad', FALL_AFTER, line(0, 1000), 'low', false],
    ['a middling line for ever', 1000, SO_SO, 'full', false],
    ['not measured yet is not bad', 1000, line(0, null), 'full', false],
  ] as const)('%s', (_, count, sample, level, text) => expect(times(count, sample, begin())).toMatchObject({ level, text }));
});

it('rises late, one step at a time, and writing is no longer offered', () => {
  const lowest = times(3 * FALL_AFTER, BAD, begin());
  expect(times(lowest.riseAfter - 1, GOOD, lowest)).toMatchObject({ level: 'sound', text: true });
  const risen = times(lowest.riseAfter, GOOD, lowest);
  expect(risen).toMatchObject({ level: 'low', text: false });
  expect(times(risen.riseAfter, GOOD, risen).level).toBe('full');
});

it('a line that is good now and then does not make the picture come and go', () => {
  let weak = begin();
  const changes: number[] = [];
  for (let at = 0; at < 900; at += 1) {
    const next = measured(weak, at % 30 < 24 ? GOOD : BAD);
    if (next.level !== weak.level) changes.push(at);
    weak = next;
  }
  // Half an hour in which the line is bad for 12 s of every minute.
  expect(changes.length).toBeLessThanOrEqual(6);
  expect(weak.riseAfter).toBe(RISE_AFTER_MAX);
  const eager = times(RISE_AFTER, GOOD, times(FALL_AFTER, BAD, begin()));
  expect(eager.level, 'and after one fall it already waits longer').toBe('low');
});
