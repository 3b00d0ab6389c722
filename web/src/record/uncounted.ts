/** Which checks did not count, by outcome, most frequent first; manual calls apart, since they are no outcome of the draw. */
import type { CheckLine } from '../lib/shape';

export function uncounted(checks: readonly CheckLine[]): { outcomes: [string, number][]; manual: number } {
  const tally = new Map<string, number>();
  let manual = 0;
  for (const check of checks) {
    if (check.outcome === null || check.counts_as !== null) continue;
    if (check.kind === 'manual') manual++;
    else tally.set(check.outcome, (tally.get(check.outcome) ?? 0) + 1);
  }
  return { outcomes: [...tally].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])), manual };
}
