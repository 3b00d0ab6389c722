/** Which reviews the list shows, and in which order: what waits for me, what is open, what was decided. Pure. */
import type { CaseLine, Stage } from '../../lib/shape';

export const FILTERS = ['all', 'mine', 'open', 'decided'] as const;
export type Filter = (typeof FILTERS)[number];

const OPEN: readonly Stage[] = ['noticed', 'awaiting_decision'];
export const isOpen = (line: CaseLine): boolean => OPEN.includes(line.stage);
/** While the person may still reply, there is nothing to decide. */
export const waitsForMe = (line: CaseLine): boolean => line.mine && line.stage === 'awaiting_decision';

export function passes(line: CaseLine, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'mine':
      return waitsForMe(line);
    case 'open':
      return isOpen(line);
    case 'decided':
      return !isOpen(line);
  }
}

/** Mine first, then the nearest date. */
export const openOnes = (lines: readonly CaseLine[]): CaseLine[] =>
  lines
    .filter(isOpen)
    .toSorted(
      (a, b) => Number(waitsForMe(b)) - Number(waitsForMe(a)) || (a.due ?? Infinity) - (b.due ?? Infinity) || b.opened - a.opened,
    );

/** The newest decision first. */
export const decidedOnes = (lines: readonly CaseLine[]): CaseLine[] =>
  lines.filter((line) => !isOpen(line)).toSorted((a, b) => (b.decided ?? b.opened) - (a.decided ?? a.opened));
