import { expect, it, vi } from 'vitest';
import type { DeviceTest, TestItem } from '../lib/shape';
import { Round, type Needs } from './round.svelte';
import { test as bounded, type Result } from './tests';

vi.mock('../lib/session.svelte', () => ({ socket: {} }));

const turns = async (): Promise<void> => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};

/** A check whose tests end when they are told to, and whose record can be read. */
function made(refuse: () => boolean = () => false) {
  const open = new Map<TestItem, (result: Result) => void>();
  const cuts = new Map<TestItem, AbortSignal>();
  const kept: DeviceTest[][] = [];
  const needs: Needs = {
    test: (item, cut) => {
      cuts.set(item, cut);
      return new Promise((resolve) => {
        open.set(item, resolve);
        cut.addEventListener('abort', () => resolve(null));
      });
    },
    peek: async () => null,
    keep: async (tests) => {
      if (refuse()) throw new Error('no line');
      kept.push(tests);
    },
    now: () => 5,
  };
  const round = new Round(needs);
  round.know('me 2026-06-22', null);
  const end = async (item: TestItem, result: Result = { ok: true }): Promise<void> => {
    open.get(item)?.(result);
    open.delete(item);
    await turns();
  };
  return { round, end, kept, cuts, open };
}

const goodOf = (tests: DeviceTest[] | undefined): TestItem[] => (tests ?? []).filter((test) => test.ok).map((test) => test.item);

it('tests one thing after the other and keeps each result as it comes', async () => {
  const { round, end, kept, open } = made();
  round.begin();
  void round.run(round.untested);
  const seen: TestItem[] = [];
  for (const item of ['sound', 'notification', 'camera', 'microphone', 'network', 'relay'] as const) {
    await turns();
    expect(round.running).toEqual([item]);
    expect([...open.keys()]).toEqual([item]);
    await end(item);
    seen.push(item);
    expect(goodOf(kept.at(-1))).toEqual(seen);
    expect(kept.at(-1)).toHaveLength(6);
  }
  expect([round.under, round.good, round.untested]).toEqual([false, 6, []]);
});

it('what came before the server knew of the start is kept once it does', async () => {
  const { round, end, kept } = made();
  void round.run(round.untested);
  await end('sound', { ok: false, fault: 'unconfirmed' });
  expect(kept).toEqual([]);
  round.begin();
  await turns();
  expect(kept.at(-1)?.[0]).toEqual({ item: 'sound', ok: false, detail: 'unconfirmed' });
});

it('a ring breaks it off, and afterwards it can be gone on with where it was', async () => {
  const { round, end, cuts, open, kept } = made();
  round.begin();
  void round.run(round.untested);
  await end('sound');
  await end('notification');
  expect(round.running).toEqual(['camera']);
  round.away(true);
  expect([cuts.get('camera')?.aborted, round.running, round.under]).toEqual([true, [], false]);
  await turns();
  expect(open.has('microphone')).toBe(false);
  await round.run(round.untested);
  round.peek();
  expect(round.running, 'nothing is tested while it rings').toEqual([]);
  expect(goodOf(kept.at(-1))).toEqual(['sound', 'notification']);
  round.away(false);
  expect(round.untested).toEqual(['camera', 'microphone', 'network', 'relay']);
  open.clear();
  void round.run(round.untested);
  await turns();
  await end('camera');
  expect(goodOf(kept.at(-1))).toEqual(['sound', 'notification', 'camera']);
});

it('a result that comes after it was broken off is none', async () => {
  let late: (result: Result) => void = () => undefined;
  // One that does not care about the cut.
  const test: Needs['test'] = () => new Promise((resolve) => (late = resolve));
  const round = new Round({ test, peek: async () => null, keep: async () => undefined, now: () => 5 });
  round.begin();
  void round.run(['camera']);
  await turns();
  round.away(true);
  late({ ok: false, fault: 'busy' });
  await turns();
  expect(round.results).toEqual({});
});

it('a page that is opened again knows what is on record and offers the rest', () => {
  const { round } = made();
  round.know('me 2026-06-23', [
    { item: 'sound', ok: true, detail: '' },
    { item: 'camera', ok: false, detail: 'denied' },
    { item: 'relay', ok: false, detail: 'not_tested' },
  ]);
  expect(round.results).toEqual({ sound: { ok: true }, camera: { ok: false, fault: 'denied' } });
  expect(round.untested).toEqual(['notification', 'microphone', 'network', 'relay']);
  round.know('me 2026-06-24', []);
  expect(round.results, 'another day, or another person, is another check').toEqual({});
});

it('what could not be kept is kept when the line is back', async () => {
  let shut = true;
  const { round, end, kept } = made(() => shut);
  round.begin();
  void round.run(['network']);
  await turns();
  await end('network', { ok: false, fault: 'offline' });
  expect([kept.length, round.unsaved === null]).toEqual([0, false]);
  shut = false;
  round.retry();
  await turns();
  expect([kept.length, round.unsaved]).toEqual([1, null]);
});

it('the person’s word on the tone is kept', async () => {
  const { round, kept } = made();
  round.begin();
  round.answer(false);
  await turns();
  expect(kept.at(-1)?.[0]).toEqual({ item: 'sound', ok: false, detail: 'unheard' });
});

it('a test that never ends has an end all the same, and lets go', async () => {
  vi.useFakeTimers();
  const ITEMS = ['sound', 'notification', 'camera', 'microphone', 'network', 'relay'] as const;
  const faults: Record<string, Result | null> = {};
  const let_go: TestItem[] = [];
  for (const item of ITEMS) {
    const never = (cut: AbortSignal): Promise<Result> => {
      cut.addEventListener('abort', () => let_go.push(item));
      return new Promise(() => undefined);
    };
    void bounded(item, new AbortController().signal, never).then((result) => (faults[item] = result));
  }
  await vi.advanceTimersByTimeAsync(45_000);
  vi.useRealTimers();
  expect(faults).toEqual({
    sound: { ok: false, fault: 'blocked' },
    notification: { ok: false, fault: 'unreached' },
    camera: { ok: false, fault: 'unanswered' },
    microphone: { ok: false, fault: 'unanswered' },
    network: { ok: false, fault: 'offline' },
    relay: { ok: false, fault: 'unconnected' },
  });
  expect(new Set(let_go)).toEqual(new Set(ITEMS));
});

it('a test that is cut has no result', async () => {
  const cut = new AbortController();
  const running = bounded('camera', cut.signal, () => new Promise(() => undefined));
  cut.abort();
  expect(await running).toBe(null);
  expect(await bounded('camera', cut.signal, async () => ({ ok: true }))).toBe(null);
});
