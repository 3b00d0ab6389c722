/**
 * What every page may read: who I am (`me`), what concerns me now (`now`), the connection, and a clock that moves once
 * a second. Filled by `session.ts`; pages only read it.
 */
import type { Me, Now } from './shape';

interface State {
  /** `undefined` until the server has been asked; `null` when nobody is signed in. */
  me: Me | null | undefined;
  now: Now;
  /** A `now` has come since the last connect: before that, "no ring" means nothing. */
  fresh: boolean;
  line: 'connecting' | 'open' | 'closed';
  /** Round trip to the server in ms, once measured. */
  trip: number | null;
  /** Server time, moved once a second, UTC ms. */
  second: number;
}

export const nothingNow = (): Now => ({ at: 0, ring: null, missed: null, prompts: [], calls: [], push_lost: false, revision: 0 });

export const app = $state<State>({ me: undefined, now: nothingNow(), fresh: false, line: 'closed', trip: null, second: 0 });
