/** What a check's line says at a glance: its outcome if these pages know it, and how far the evidence of the ring goes. */
import type { CheckLine, Ladder, Now } from '../lib/shape';
import { OUTCOMES, type Outcome } from './outcomes';
import type { Step } from './steps';

/**
 * Where a check that is not over stands, for its person. From the live snapshot: the record was loaded before the first
 * receipts came and would say less than this page knows.
 */
export function liveStage(check: string, now: Pick<Now, 'ring' | 'calls'>): 'ringing' | 'call' | 'open' {
  if (now.ring?.check === check) return 'ringing';
  return now.calls.some((call) => call.check === check) ? 'call' : 'open';
}

/** `null` for a code from a newer server. */
export function knownOutcome(code: string | null): Outcome | null {
  return code !== null && Object.hasOwn(OUTCOMES, code) ? (code as Outcome) : null;
}

export function stepOf(line: Pick<CheckLine, 'ladder' | 'outcome'>): Step {
  if (line.outcome === 'called_back') return 'called_back';
  return stepOfLadder(line.ladder);
}

function stepOfLadder({ dialled, delivered, ringing, answered }: Ladder): Step {
  if (answered !== null) return 'answered';
  if (ringing !== null) return 'ringing';
  if (delivered !== null) return 'delivered';
  return dialled !== null ? 'calling' : 'none';
}
