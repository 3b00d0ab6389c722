import { expect, it } from 'vitest';
import { barsOf, callBars } from './quality';

const quality = (loss_permille: number, rtt_ms: number | null) => ({ loss_permille, rtt_ms, kbps: 500, path: 'udp' as const });

it.each([
  [0, 20, 4],
  [10, 150, 4],
  [11, 20, 3],
  [0, 151, 3],
  [30, 300, 3],
  [31, 0, 2],
  [80, 600, 2],
  [81, 0, 1],
  [0, 601, 1],
  [0, null, 4],
  [31, null, 2],
])('loss %i, round trip %s: %i bars', (loss, trip, bars) => {
  expect(barsOf(quality(loss, trip))).toBe(bars);
});

it('the worse end counts, and nothing measured shows nothing', () => {
  expect(callBars(quality(0, 20), quality(90, 20))).toBe(1);
  expect(callBars(null, quality(0, 20))).toBe(4);
  expect(callBars(null, null)).toBeNull();
});
