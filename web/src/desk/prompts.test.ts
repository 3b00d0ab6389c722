import { expect, it } from 'vitest';
import type { Call, Phase, Prompt, Side, Verdict } from '../lib/shape';
import { goneShare, laterPrompts, openPrompts, promptKey, runningCall, withoutVerdict } from './prompts';

const prompt = (check: string, since: number | null, until: number | null, opens: number | null = null): Prompt =>
  ({ check, since, until, opens, number: 1, of: 2, call_back_until: null, called_back: null }) as unknown as Prompt;
const call = (check: string, phase: Phase, role: Side = 'supervisor', verdict: Verdict | null = null): Call =>
  ({ check, phase, role, verdict }) as Call;
const names = (list: readonly { check: string }[]): string[] => list.map((entry) => entry.check);

it('open prompts stand in the order in which their time ends, later ones apart', () => {
  const prompts = [prompt('late', null, null, 90), prompt('b', 1, 20), prompt('a', 2, 10), prompt('soon', null, null, 30)];
  expect(names(openPrompts(prompts))).toEqual(['a', 'b']);
  expect(names(laterPrompts(prompts))).toEqual(['soon', 'late']);
});

it('the same prompt has one key, the next attempt another', () => {
  expect(promptKey(prompt('a', 1, 9))).toBe(promptKey({ ...prompt('a', 1, 9), connected: true }));
  expect(promptKey(prompt('a', 1, 9))).not.toBe(promptKey({ ...prompt('a', 20, 29), number: 2 }));
});

it('who has called back stands first and sounds anew; who may call back waits with the later ones', () => {
  const called = { ...prompt('called', 3, 50), called_back: { rang: 1, at: 3 } };
  const may = { ...prompt('may', null, null), call_back_until: 40 };
  const prompts = [prompt('a', 1, 10), called, prompt('later', null, null, 90), may];
  expect(names(openPrompts(prompts))).toEqual(['called', 'a']);
  expect(names(laterPrompts(prompts))).toEqual(['may', 'later']);
  expect(promptKey(called)).not.toBe(promptKey({ ...called, called_back: null }));
});

it('a call that I make is running until it closes; one made to me is not on the desk', () => {
  expect(runningCall([call('x', 'closing'), call('y', 'ringing')])?.check).toBe('y');
  expect(runningCall([call('x', 'live', 'employee')])).toBeNull();
});

it('only closed calls without a result ask for one', () => {
  const calls = [call('a', 'closing'), call('b', 'closing', 'supervisor', 'technical'), call('c', 'live'), call('d', 'closing', 'employee')];
  expect(names(withoutVerdict(calls))).toEqual(['a']);
});

it.each([
  [0, 100, -5, 0],
  [0, 100, 28, 0.28],
  [0, 100, 150, 1],
  [null, 100, 50, 0],
  [100, 100, 100, 0],
])('from %s to %s at %i: %d gone', (since, until, now, share) => {
  expect(goneShare(prompt('a', since, until), now)).toBe(share);
});
