import { describe, expect, it } from 'vitest';
import { CONNECT_MAX_MS, SHAKY_MAX_MS, start, step, WAIT_MAX_MS, type Effect, type Event, type State } from './machine';

/** Runs events, answering nothing; gives the last state and all effects. */
function run(events: Event[], from: State = start(), random = 0.5): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  let state = from;
  for (const event of events) {
    const [next, more] = step(state, event, random);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}

const wanted: Event = { kind: 'wanted', wanted: true };
const unwanted: Event = { kind: 'wanted', wanted: false };
const open: Event = { kind: 'line', open: true };
const closed: Event = { kind: 'line', open: false };
const leg = (number: number, became: 'up' | 'shaky' | 'failed'): Event => ({ kind: 'leg', leg: number, became });
const fire = (state: State): Event => ({ kind: 'timer', timer: state.timer });
const opened = (effects: Effect[]): number[] => effects.flatMap((effect) => (effect.do === 'open' ? [effect.leg] : []));
const waits = (effects: Effect[]): number[] => effects.flatMap((effect) => (effect.do === 'timer' ? [effect.ms] : []));

describe('a leg is opened', () => {
  const cases: [string, Event[], number[]][] = [
    ['when the call wants this device and the line is open', [open, wanted], [1]],
    ['once the line is open', [wanted, open], [1]],
    ['not without the line', [wanted], []],
    ['not without a call', [open], []],
    ['once, however often the snapshot repeats itself', [open, wanted, wanted, open, wanted], [1]],
    ['again after the line was lost and came back', [open, wanted, leg(1, 'up'), closed, open], [1, 2]],
    ['not while the line is away, though the leg may go on', [open, wanted, leg(1, 'up'), closed], [1]],
    ['again for the next call', [open, wanted, unwanted, wanted], [1, 2]],
  ];
  it.each(cases)('%s', (_, events, legs) => {
    expect(opened(run(events).effects)).toEqual(legs);
  });
});

it('a leg that fails is closed, and tried again after a wait', () => {
  const { state, effects } = run([open, wanted, leg(1, 'failed')]);
  expect(state.link).toEqual({ at: 'waiting', tries: 1 });
  expect(effects.at(-2)).toEqual({ do: 'close' });
  const again = run([fire(state)], state);
  expect(opened(again.effects)).toEqual([2]);
  expect(again.state.link).toEqual({ at: 'trying', leg: 2, tries: 1 });
});

it('a leg that never connects is given up after its time', () => {
  const { state, effects } = run([open, wanted]);
  expect(waits(effects)).toEqual([CONNECT_MAX_MS]);
  expect(run([fire(state)], state).state.link).toEqual({ at: 'waiting', tries: 1 });
});

it('a shaky leg may mend by itself', () => {
  const shaky = run([open, wanted, leg(1, 'up'), leg(1, 'shaky')]);
  expect(waits(shaky.effects).at(-1)).toBe(SHAKY_MAX_MS);
  const mended = run([leg(1, 'up'), fire(shaky.state)], shaky.state);
  expect(mended.state.link).toEqual({ at: 'up', leg: 1 });
  expect(opened(mended.effects)).toEqual([]);
});

it('a shaky leg that does not mend is replaced', () => {
  const { state } = run([open, wanted, leg(1, 'up'), leg(1, 'shaky')]);
  const given = run([fire(state)], state);
  expect(given.state.link).toEqual({ at: 'waiting', tries: 0 });
  expect(opened(run([fire(given.state)], given.state).effects)).toEqual([2]);
});

it('a shaky leg is kept while the line is away too, and may mend', () => {
  const { state } = run([open, wanted, leg(1, 'up'), leg(1, 'shaky'), closed]);
  const kept = run([fire(state)], state);
  expect(kept.effects).toEqual([{ do: 'timer', timer: kept.state.timer, ms: SHAKY_MAX_MS }]);
  expect(run([leg(1, 'up')], kept.state).state.link).toEqual({ at: 'up', leg: 1 });
  expect(opened(run([open], kept.state).effects)).toEqual([2]);
});

it('a connection being lost while it is first made is not yet shaky', () => {
  expect(run([open, wanted, leg(1, 'shaky')]).state.link).toEqual({ at: 'trying', leg: 1, tries: 0 });
});

it('what an old leg says is not heard', () => {
  const { state } = run([open, wanted, closed, open]);
  expect(state.link).toEqual({ at: 'trying', leg: 2, tries: 0 });
  expect(run([leg(1, 'up'), leg(1, 'failed')], state).state).toBe(state);
});

it('an old timer does nothing', () => {
  const first = run([open, wanted]).state;
  const { state } = run([leg(1, 'up')], first);
  expect(run([fire(first)], state).state).toBe(state);
});

it('no try is made without the line, and one at once when it is back', () => {
  const { state } = run([open, wanted, leg(1, 'failed'), closed]);
  const silent = run([fire(state)], state);
  expect(opened(silent.effects)).toEqual([]);
  expect(opened(run([open], silent.state).effects)).toEqual([2]);
});

it('the end of the call closes the leg and stops the timers', () => {
  const before = run([open, wanted, leg(1, 'failed')]).state;
  const { state, effects } = run([unwanted], before);
  expect(state.link).toEqual({ at: 'off' });
  expect(effects).toEqual([{ do: 'close' }]);
  expect(run([fire(before)], state).effects).toEqual([]);
});

it('waits grow, and never beyond the bound', () => {
  let state = run([open, wanted], start(), 0.999).state;
  const seen: number[] = [];
  for (let tries = 0; tries < 12; tries++) {
    const failed = run([leg(state.legs, 'failed')], state, 0.999);
    seen.push(...waits(failed.effects));
    state = run([fire(failed.state)], failed.state, 0.999).state;
  }
  expect(seen[0]).toBeLessThan(seen[1] ?? 0);
  expect(Math.max(...seen)).toBe(WAIT_MAX_MS);
});

it('a leg that was up starts counting anew', () => {
  let { state } = run([open, wanted, leg(1, 'failed')]);
  ({ state } = run([fire(state), leg(2, 'up'), leg(2, 'failed')], state));
  expect(state.link).toEqual({ at: 'waiting', tries: 0 });
});
