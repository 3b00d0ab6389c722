/** What waits on the desk, in the order of urgency. Pure. */
import type { Call, Prompt } from '../lib/shape';

/** Prompts that ask for a call now: who has called back waits for it, then the one that ends first. */
export function openPrompts(prompts: readonly Prompt[]): Prompt[] {
  return prompts.filter((prompt) => prompt.since !== null).sort(inOrder);
}

const inOrder = (a: Prompt, b: Prompt): number =>
  Number(b.called_back !== null) - Number(a.called_back !== null) || (a.until ?? Infinity) - (b.until ?? Infinity);

/** Those whose next attempt opens later, soonest first, and those who may still call back. */
export function laterPrompts(prompts: readonly Prompt[]): Prompt[] {
  return prompts.filter((prompt) => prompt.since === null).sort((a, b) => (opensAt(a) ?? Infinity) - (opensAt(b) ?? Infinity));
}

const opensAt = (prompt: Prompt): number | null => prompt.opens ?? prompt.call_back_until;

/** One ring of one check: a second attempt and a call back are new, the same prompt sent again is not. */
export const promptKey = (prompt: Prompt): string => `${prompt.check}/${prompt.number}/${prompt.since}/${prompt.called_back?.at ?? ''}`;

/** The call I am in the middle of, if any: ringing out or talking. */
export function runningCall(calls: readonly Call[]): Call | null {
  return calls.find((call) => call.role === 'supervisor' && call.phase !== 'closing') ?? null;
}

/** Calls that are over and still want my result. */
export function withoutVerdict(calls: readonly Call[]): Call[] {
  return calls.filter((call) => call.role === 'supervisor' && call.phase === 'closing' && call.verdict === null);
}

/** How much of the time to call is gone, 0 to 1. */
export function goneShare(prompt: Prompt, now: number): number {
  if (prompt.since === null || prompt.until === null || prompt.until <= prompt.since) return 0;
  return Math.min(1, Math.max(0, (now - prompt.since) / (prompt.until - prompt.since)));
}
