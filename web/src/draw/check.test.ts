import { describe, expect, it, vi } from 'vitest';
import { checkFile, type Beside } from './check';
import type { Answer } from './worker';

function beside(): Beside & { answer(answer: Answer): void; ended: boolean; got: File[] } {
  const made = {
    onmessage: null as Beside['onmessage'],
    onerror: null as Beside['onerror'],
    ended: false,
    got: [] as File[],
    postMessage: (file: File) => void made.got.push(file),
    terminate: () => void (made.ended = true),
    answer: (data: Answer) => made.onmessage?.({ data } as MessageEvent<Answer>),
  };
  return made;
}
const FILE = new File(['{}'], 'undian.json');
const WRONG = { ok: false, code: 'not_readable', person: null } as const;

describe('a file beside the page', () => {
  it('tells how far it is, and ends with its verdict', async () => {
    const worker = beside();
    const shares = vi.fn();
    const verdict = checkFile(FILE, () => worker, shares, new AbortController().signal);
    worker.answer({ share: 0.5 });
    expect(worker.ended).toBe(false);
    worker.answer({ verdict: WRONG });
    expect(await verdict).toEqual(WRONG);
    expect([worker.ended, worker.got, shares.mock.calls]).toEqual([true, [FILE], [[0.5]]]);
  });

  it.each([
    ['says so', 'unreadable', (worker: ReturnType<typeof beside>) => worker.answer({ failed: true })],
    ['never arrives', 'not_loaded', (worker: ReturnType<typeof beside>) => worker.onerror?.({} as ErrorEvent)],
    [
      'breaks on the way',
      'unreadable',
      (worker: ReturnType<typeof beside>) => {
        worker.answer({ share: 0.5 });
        worker.onerror?.({} as ErrorEvent);
      },
    ],
  ])('has no verdict when the worker %s', async (_, why, fail) => {
    const worker = beside();
    const verdict = checkFile(FILE, () => worker, () => undefined, new AbortController().signal);
    fail(worker);
    expect(await verdict).toBe(why);
    expect(worker.ended).toBe(true);
  });

  it('is ended at once when it is cancelled, and begins no work after that', async () => {
    const worker = beside();
    const cancel = new AbortController();
    const verdict = checkFile(FILE, () => worker, () => undefined, cancel.signal);
    cancel.abort();
    await expect(verdict).rejects.toThrow();
    expect(worker.ended).toBe(true);
    const start = vi.fn(beside);
    await expect(checkFile(FILE, start, () => undefined, cancel.signal)).rejects.toThrow();
    expect(start).not.toHaveBeenCalled();
  });
});
