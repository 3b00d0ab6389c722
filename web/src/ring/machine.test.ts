import { describe, expect, it } from 'vitest';
import type { Ring } from '../lib/shape';
import { quiet, step, type Effect, type Event, type State } from './machine';

const caller = { id: 'p2', name: 'Ratna Kusumah', position: 'Kepala Bidang Data', unit: 'Diskominfo', nip_masked: '' };
const ring = (attempt = 'a1', until = 300_000): Ring => ({
  check: 'c1',
  attempt,
  kind: 'random',
  number: 1,
  of: 2,
  since: 0,
  until,
  caller,
  reason: null,
});

const arrives = (r: Ring | null = ring(), now = 0, elsewhere = false): Event => ({ t: 'snapshot', ring: r, now, elsewhere });

function run(...events: Event[]): { state: State; last: Effect[]; all: Effect[] } {
  let state: State = quiet;
  let last: Effect[] = [];
  const all: Effect[] = [];
  for (const event of events) {
    [state, last] = step(state, event);
    all.push(...last);
  }
  return { state, last, all };
}

describe('a ring', () => {
  it('starts the alarm and says how long is left', () => {
    expect(run(arrives()).last).toEqual([
      { t: 'alarm', on: true },
      { t: 'announce', seconds: 300 },
    ]);
  });

  it('that is already over does not sound', () => {
    const { state, all } = run(arrives(ring('a1', 1000), 1000));
    expect(state).toMatchObject({ at: 'ringing', over: true });
    expect(all).toEqual([]);
  });

  it('does not start again when the same one is sent again', () => {
    expect(run(arrives(), arrives(ring(), 500)).last).toEqual([]);
  });

  it('starts anew for the next attempt', () => {
    const { state, last } = run(arrives(), { t: 'shown' }, arrives(ring('a2', 900_000), 600_000));
    expect(state).toMatchObject({ ring: { attempt: 'a2' }, proven: [], told: [] });
    expect(last).toContainEqual({ t: 'alarm', on: true });
  });

  it('falls silent when its time is over, and stays on the page until the server takes it away', () => {
    const { state, last } = run(arrives(), { t: 'tick', now: 300_000 });
    expect(state).toMatchObject({ at: 'ringing', over: true });
    expect(last).toEqual([{ t: 'alarm', on: false }]);
    expect(run(arrives(), { t: 'tick', now: 300_000 }, { t: 'answer' }).last).toEqual([]);
  });
});

describe('receipts', () => {
  const receipt = (kind: string) => ({ t: 'receipt', attempt: 'a1', kind });

  it('are sent once each', () => {
    const { all } = run(arrives(), { t: 'shown' }, { t: 'shown' }, { t: 'sound', playing: true }, { t: 'sound', playing: true });
    expect(all.filter((effect) => effect.t === 'receipt')).toEqual([receipt('displayed'), receipt('audible')]);
  });

  it('are repeated by every tick and snapshot until the line has taken them', () => {
    const before: Event[] = [arrives(), { t: 'shown' }];
    expect(run(...before, { t: 'tick', now: 1000 }).last).toEqual([receipt('displayed')]);
    expect(run(...before, arrives()).last).toEqual([receipt('displayed')]);
    const told: Event = { t: 'told', attempt: 'a1', kind: 'displayed' };
    expect(run(...before, told, { t: 'tick', now: 1000 }).last).toEqual([]);
    expect(run(...before, told, arrives()).last).toEqual([]);
  });

  it('of an older attempt do not count for the new one', () => {
    const { last } = run(
      arrives(ring('a2')),
      { t: 'shown' },
      { t: 'told', attempt: 'a1', kind: 'displayed' },
      { t: 'tick', now: 1 },
    );
    expect(last).toEqual([{ t: 'receipt', attempt: 'a2', kind: 'displayed' }]);
  });

  it('muted may become audible, audible never muted', () => {
    const later = run(arrives(), { t: 'sound', playing: false }, { t: 'sound', playing: true });
    expect(later.all.filter((effect) => effect.t === 'receipt')).toEqual([receipt('muted'), receipt('audible')]);
    const other = run(arrives(), { t: 'sound', playing: true }, { t: 'sound', playing: false });
    expect(other.all.filter((effect) => effect.t === 'receipt')).toEqual([receipt('audible')]);
  });

  it('silencing is the person’s choice and proves nothing', () => {
    expect(run(arrives(), { t: 'silence' }).last).toEqual([{ t: 'hush' }]);
    expect(run(arrives(), { t: 'silence' }, { t: 'silence' }).last).toEqual([]);
  });
});

describe('answer and decline', () => {
  it('go out once, however often they are pressed', () => {
    const { all } = run(arrives(), { t: 'answer' }, { t: 'answer' }, { t: 'decline', reason: 'rapat' });
    expect(all.filter((effect) => effect.t === 'ask')).toEqual([{ t: 'ask', what: 'answer', attempt: 'a1' }]);
  });

  it('can be tried again when refused', () => {
    const { state, last } = run(arrives(), { t: 'answer' }, { t: 'refused', code: 'offline' }, { t: 'answer' });
    expect(last).toEqual([{ t: 'ask', what: 'answer', attempt: 'a1' }]);
    expect(state).toMatchObject({ refused: null, sending: 'answer' });
  });

  it('stop the alarm once accepted and leave without a notice', () => {
    expect(run(arrives(), { t: 'answer' }, { t: 'accepted' }).last).toEqual([{ t: 'alarm', on: false }]);
    expect(run(arrives(), { t: 'answer' }, { t: 'accepted' }, arrives(null)).last).toEqual([{ t: 'alarm', on: false }]);
  });

  it('carry the reason', () => {
    expect(run(arrives(), { t: 'decline', reason: 'Sedang rapat dinas' }).last).toEqual([
      { t: 'ask', what: 'decline', attempt: 'a1', reason: 'Sedang rapat dinas' },
    ]);
  });
});

describe('a ring that goes away', () => {
  const cases: [string, Event[], Effect[]][] = [
    [
      'while nobody did anything',
      [arrives(null)],
      [
        { t: 'alarm', on: false },
        { t: 'notice', what: 'ended' },
      ],
    ],
    [
      'because another device answered',
      [arrives(null, 0, true)],
      [
        { t: 'alarm', on: false },
        { t: 'notice', what: 'elsewhere' },
      ],
    ],
    [
      'because another device was faster than this one',
      [{ t: 'answer' }, arrives(null, 0, true)],
      [
        { t: 'alarm', on: false },
        { t: 'notice', what: 'elsewhere' },
      ],
    ],
  ];
  it.each(cases)('%s', (_, events, expected) => {
    const { state, last } = run(arrives(), ...events);
    expect(state).toEqual(quiet);
    expect(last).toEqual(expected);
  });

  it('when there was none, nothing happens', () => {
    expect(run(arrives(null)).all).toEqual([]);
  });
});

describe('announcements', () => {
  it('come at 60 and 15 seconds, once', () => {
    const seconds = run(
      arrives(),
      { t: 'tick', now: 239_000 },
      { t: 'tick', now: 240_000 },
      { t: 'tick', now: 241_000 },
      { t: 'tick', now: 285_000 },
      { t: 'tick', now: 286_000 },
    ).all.flatMap((effect) => (effect.t === 'announce' ? [effect.seconds] : []));
    expect(seconds).toEqual([300, 60, 15]);
  });

  it('skip what has passed when the page wakes up late', () => {
    const { last } = run(arrives(), { t: 'tick', now: 290_000 });
    expect(last).toEqual([{ t: 'announce', seconds: 15 }]);
  });
});

it('nothing but a snapshot wakes a quiet page', () => {
  const events: Event[] = [
    { t: 'shown' },
    { t: 'sound', playing: true },
    { t: 'silence' },
    { t: 'answer' },
    { t: 'decline', reason: 'x' },
    { t: 'accepted' },
    { t: 'refused', code: 'x' },
    { t: 'tick', now: 1 },
  ];
  for (const event of events) expect(step(quiet, event)).toEqual([quiet, []]);
});
