/**
 * What a touch on a notification asked of this page: which ring, and whether to answer it. Decided without the browser; the
 * glue is `touched.svelte.ts`.
 */
import type { Call, MissedCall, Ring } from '../lib/shape';
import { canCallBack } from '../ring/missed';

export interface Touch {
  attempt: string;
  check: string;
  wish: 'answer' | 'decline' | 'call_back' | 'look';
}

export type Next =
  /** Nothing is known yet. */
  | { t: 'wait' }
  /** The ring is on the screen: do what was asked, once. */
  | { t: 'do'; wish: Touch['wish'] }
  /** Answered meanwhile, here or elsewhere: that shows by itself. */
  | { t: 'done' }
  /** Too late; `back`: to call back. */
  | { t: 'missed'; check: string; back: boolean };

const ID = /^[0-9a-f-]{36}$/;

/** From the path that the service worker opened, such as `/hari-ini#dering=…&cek=…&mau=answer`. */
export function touchOf(path: string): Touch | null {
  const values = new URLSearchParams(path.split('#')[1] ?? '');
  const [attempt, check, wish] = [values.get('dering'), values.get('cek'), values.get('mau')];
  if (!attempt || !check || !ID.test(attempt) || !ID.test(check)) return null;
  return { attempt, check, wish: wish === 'answer' || wish === 'decline' || wish === 'call_back' ? wish : 'look' };
}

interface Known {
  ring: Ring | null;
  missed: MissedCall | null;
  calls: Call[];
}

/** `fresh`: a snapshot has come since the last connect, so "no ring" means something. */
export function next(touch: Touch, now: Known, fresh: boolean, serverNow: number): Next {
  if (!fresh) return { t: 'wait' };
  const back = touch.wish === 'call_back';
  if (back && now.missed?.attempt === touch.attempt) {
    if (now.missed.called_back !== null) return { t: 'done' };
    return canCallBack(now.missed, serverNow) ? { t: 'do', wish: touch.wish } : { t: 'missed', check: touch.check, back };
  }
  if (!back && now.ring?.attempt === touch.attempt && serverNow < now.ring.until) return { t: 'do', wish: touch.wish };
  if (now.calls.some((call) => call.check === touch.check)) return { t: 'done' };
  return now.ring ? { t: 'done' } : { t: 'missed', check: touch.check, back };
}
