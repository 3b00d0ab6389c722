/** What a file says it was promised, held against the public list of this server. Pure. */
import type { Promised } from './verify';
import type { DrawDay } from '../lib/shape';

export type Field = 'root' | 'secret_hash' | 'cycle_hash' | 'entropy_hash';

/** One row for each value that can be compared (nothing about randomness from outside on a day without); nothing when the list does not hold that day (any more). */
export function compare(promised: Promised, draws: readonly DrawDay[]): { field: Field; same: boolean }[] | undefined {
  const listed = draws.find(({ programme, day }) => programme === promised.programme && day === promised.day);
  if (!listed) return undefined;
  const row = (field: Field): { field: Field; same: boolean } => ({ field, same: promised[field] === listed[field] });
  const secret = promised.secret_hash === null ? [] : [row('secret_hash')];
  const outside = promised.entropy_hash === null && listed.entropy_hash === null ? [] : [row('entropy_hash')];
  return [row('root'), ...secret, row('cycle_hash'), ...outside];
}
