/** Whether a decision is complete enough to be sent, as the server will judge it too. Pure. */
import { addDays } from '../../lib/days';

export interface Draft {
  choice: 'keep' | 'office' | null;
  from: string;
  to: string;
  words: string;
}

export type Fault = 'choice' | 'from' | 'to' | 'long' | 'words';

/** Days from the first to the last, both included. */
export function length(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** The last day that an order from `from` may have. */
export const latest = (from: string, mostDays: number): string => addDays(from, mostDays - 1);

/** `today` is the server's day. Every fault at once, in the order of the form. */
export function faults(draft: Draft, today: string, mostDays: number): Fault[] {
  const found: Fault[] = [];
  if (draft.choice === null) found.push('choice');
  if (draft.choice === 'office') {
    const fromGiven = draft.from >= today;
    if (!fromGiven) found.push('from');
    if (draft.to === '' || draft.to < draft.from) found.push('to');
    else if (fromGiven && length(draft.from, draft.to) > mostDays) found.push('long');
  }
  if (draft.words.trim() === '') found.push('words');
  return found;
}
