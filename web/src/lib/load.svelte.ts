/**
 * Data of a page: loaded when the page opens, when what it depends on changes, and when the server says that something
 * happened. What is on the page stays until the new data is there, so nothing jumps while the range or week is changed.
 */
import { app } from './state.svelte';

export interface Loader<T> {
  readonly data: T | undefined;
  /** Of the last try; with `data` still set, the data is the older one. */
  readonly error: unknown;
  readonly busy: boolean;
  again(): void;
  /** Puts in what the server answered to a change, without asking again. */
  set(data: T): void;
}

/** Call while a component is being set up. `fetch` runs again whenever reactive values that it reads change. */
export function loader<T>(fetch: () => Promise<T>, options: { follows?: boolean } = {}): Loader<T> {
  let data = $state.raw<T>();
  let error = $state.raw<unknown>();
  let busy = $state(true);
  let tries = $state(0);

  $effect(() => {
    void tries;
    if (options.follows ?? true) void app.now.revision;
    let stale = false;
    busy = true;
    fetch()
      .then(
        (answer) => {
          if (stale) return;
          // Every snapshot asks anew, and mostly nothing is new: then nothing on the page is built again.
          if (JSON.stringify(answer) !== JSON.stringify(data)) data = answer;
          error = undefined;
        },
        (reason: unknown) => {
          if (!stale) error = reason;
        },
      )
      .finally(() => {
        if (!stale) busy = false;
      });
    return () => {
      stale = true;
    };
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get busy() {
      return busy;
    },
    again: () => void tries++,
    set: (answer) => {
      data = answer;
      error = undefined;
    },
  };
}
