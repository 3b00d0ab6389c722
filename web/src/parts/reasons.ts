/** Reasons of an outcome and facts of a check as sentences. An unknown code (a newer server) still gives a true line. */
import type { FactLine, Reason } from '../lib/shape';
import { pick } from '../text';
import en from '../text/en/reasons';
import id from '../text/id/reasons';

export function reasonText(reason: Reason): string {
  const t = pick(id, en);
  return t.reasons[reason.code]?.(reason.details) ?? t.otherReason;
}

export function factText(fact: Pick<FactLine, 'code' | 'details'>): string {
  const t = pick(id, en);
  return t.facts[fact.code]?.(fact.details) ?? t.otherFact;
}
