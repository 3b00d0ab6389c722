/**
 * The check of this device, from the tap on Mulai WFH on. It belongs to no page: the tap starts the day at once, and the
 * check goes on while the page changes its face or another one is opened. Each result is kept as it comes. A ring or a
 * call breaks it off: the camera is wanted elsewhere then. Knows how to order, keep and end; not how anything is tested.
 */
import type { DeviceTest, TestItem } from '../lib/shape';
import { ITEMS, recorded, reported, type Result } from './tests';

export interface Needs {
  /** Ends by itself after a bounded time, and at once when it is cut; then there is no result. */
  test: (item: TestItem, cut: AbortSignal) => Promise<Result | null>;
  /** What can be told without a question or a sound. */
  peek: (item: TestItem, cut: AbortSignal) => Promise<Result | null>;
  /** Puts the whole list on the record of this device. */
  keep: (tests: DeviceTest[]) => Promise<void>;
  now: () => number;
}

const PEEKED = ['network', 'notification', 'camera', 'microphone'] as const;

export class Round {
  results = $state<Partial<Record<TestItem, Result>>>({});
  running = $state<TestItem[]>([]);
  /** Something is tested on the person's wish; a look at the start of the page is none. */
  under = $state(false);
  /** When the tone was played on this page. */
  soundedAt = $state(0);
  /** Why the last results are not on the record; they are sent again with the next, or by `retry`. */
  unsaved = $state<unknown>(null);

  readonly #needs: Needs;
  readonly #jobs = new Map<TestItem, Promise<void>>();
  #cut = new AbortController();
  /** There is a day to keep results for. */
  #begun = false;
  #day = '';
  #dirty = false;
  #keeping = false;
  #away = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  get untested(): TestItem[] {
    return ITEMS.filter((item) => this.results[item] === undefined);
  }

  get good(): number {
    return ITEMS.filter((item) => this.results[item]?.ok).length;
  }

  get list(): DeviceTest[] {
    return ITEMS.map((item) => reported(item, this.results[item]));
  }

  /** What the record says of this device on that day. What this page has found out itself on it is newer. */
  know(day: string, tests: readonly DeviceTest[] | null): void {
    if (this.#day !== day) {
      this.#day = day;
      this.#begun = false;
      this.#dirty = false;
      this.results = {};
    }
    if (tests === null) return;
    this.#begun = true;
    for (const test of tests) {
      const result = recorded(test);
      if (result && this.results[test.item] === undefined) this.results[test.item] = result;
    }
  }

  /** The day has begun: from here on results are kept. What came between the tap and the server's answer goes now. */
  begin(): void {
    this.#begun = true;
    void this.#keep();
  }

  peek(): void {
    if (this.#away) return;
    for (const item of PEEKED) if (this.results[item] === undefined) void this.#one(item, this.#needs.peek);
  }

  /** Call from a touch: it makes a sound and asks. One after the other, for each may ask the person something. */
  async run(items: readonly TestItem[]): Promise<void> {
    if (this.#away || this.under) return;
    const cut = this.#cut.signal;
    this.under = true;
    for (const item of [...items].sort((a, b) => ITEMS.indexOf(a) - ITEMS.indexOf(b))) {
      const looking = this.#jobs.get(item);
      if (looking) await looking;
      if (cut.aborted) break;
      if (looking && this.results[item] !== undefined) continue;
      await this.#one(item, this.#needs.test);
      if (cut.aborted) break;
    }
    if (this.#cut.signal === cut) this.under = false;
  }

  answer(heard: boolean): void {
    this.results.sound = heard ? { ok: true } : { ok: false, fault: 'unheard' };
    this.#note();
  }

  /** A ring or a call has this device, or has left it again. What was under way has no result and can be gone on with. */
  away(away: boolean): void {
    if (this.#away === away) return;
    this.#away = away;
    if (away) this.stop();
  }

  stop(): void {
    this.#cut.abort();
    this.#cut = new AbortController();
    this.#jobs.clear();
    this.running = [];
    this.under = false;
  }

  /** The line is back. */
  retry(): void {
    if (this.unsaved !== null) void this.#keep();
  }

  #one(item: TestItem, how: Needs['test']): Promise<void> {
    const job = this.#look(item, how, this.#cut.signal);
    this.#jobs.set(item, job);
    return job;
  }

  async #look(item: TestItem, how: Needs['test'], cut: AbortSignal): Promise<void> {
    this.running = [...this.running, item];
    const result = await how(item, cut);
    if (cut.aborted) return;
    this.#jobs.delete(item);
    this.running = this.running.filter((other) => other !== item);
    if (!result) return;
    this.results[item] = result;
    if (item === 'sound') this.soundedAt = this.#needs.now();
    this.#note();
  }

  #note(): void {
    this.#dirty = true;
    void this.#keep();
  }

  /** One request at a time; what comes meanwhile goes with the next. */
  async #keep(): Promise<void> {
    if (!this.#begun || this.#keeping || !this.#dirty) return;
    this.#keeping = true;
    this.#dirty = false;
    try {
      await this.#needs.keep(this.list);
      this.unsaved = null;
    } catch (error) {
      this.unsaved = error;
      this.#dirty = true;
    }
    this.#keeping = false;
    if (this.unsaved === null) void this.#keep();
  }
}
