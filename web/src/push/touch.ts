/**
 * What a touch on a notification asked of this page: which ring, and whether to answer it. Decided without the browser; the
 * glue is `touched.svelte.ts`.
 */
import type { Call, Ring } from '../lib/shape';

export interface Touch {
  attempt: string;
  check: string;
  wish: 'answer' | 'decline' | 'look';
}

export type Next =
  /** Nothing is known yet. */
  | { t: 'wait' }
  /** The ring is on the screen: do what was asked, once. */
  | { t: 'do'; wish: Touch['wish'] }
  /** Answered meanwhile, here or elsewhere: that shows by itself. */
  | { t: 'done' }
  /** Too late. */
  | { t: 'missed'; check: string };

const ID = /^[0-9a-f-]{36}$/;

/** From the path that the service worker opened, such as `/hari-ini#dering=…&cek=…&mau=answer`. */
export function touchOf(path: string): Touch | null {
  const values = new URLSearchParams(path.split('#')[1] ?? '');
  const [attempt, check, wish] = [values.get('dering'), values.get('cek'), values.get('mau')];
  if (!attempt || !check || !ID.test(attempt) || !ID.test(check)) return null;
  return { attempt, check, wish: wish === 'answer' || wish === 'decline' ? wish : 'look' };
}

/** `fresh`: a snapshot has come since the last connect, so "no ring" means something. */
export function next(touch: Touch, now: { ring: Ring | null; calls: Call[] }, fresh: boolean, serverNow: number): Next {
  if (!fresh) return { t: 'wait' };
  if (now.ring?.attempt === touch.attempt && serverNow < now.ring.until) return { t: 'do', wish: touch.wish };
  if (now.calls.some((call) => call.check === touch.check)) return { t: 'done' };
  return now.ring ? { t: 'done' } : { t: 'missed', check: touch.check };
}
