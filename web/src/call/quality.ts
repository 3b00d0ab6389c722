/** The relay's measurements as four bars. Pure; knows nothing of where they come from. */
import type { Quality } from '../lib/wire';

export type Bars = 0 | 1 | 2 | 3 | 4;

/** Up to these values speech and picture are as the word says (loss in thousandths, round trip in ms). */
const LIMITS: readonly { bars: Bars; loss: number; trip: number }[] = [
  { bars: 4, loss: 10, trip: 150 },
  { bars: 3, loss: 30, trip: 300 },
  { bars: 2, loss: 80, trip: 600 },
];

export function barsOf({ loss_permille, rtt_ms }: Pick<Quality, 'loss_permille' | 'rtt_ms'>): Bars {
  return LIMITS.find(({ loss, trip }) => loss_permille <= loss && (rtt_ms ?? 0) <= trip)?.bars ?? 1;
}

/** A call is as good as the worse of its two ends. `null` while nothing was measured. */
export function callBars(mine: Quality | null, peer: Quality | null): Bars | null {
  const known = [mine, peer].flatMap((quality) => (quality ? [barsOf(quality)] : []));
  return known.length === 0 ? null : (Math.min(...known) as Bars);
}
