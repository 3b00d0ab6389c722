/** What a missed call offers on this page. Decided without the browser; the glue is `back.svelte.ts`. */
import type { MissedCall } from '../lib/shape';

export type Offer =
  /** Call back now; `left` in ms where there is an end. */
  | { t: 'open'; left: number | null }
  /** Done: the devices will ring, after a break from `opens` on. */
  | { t: 'called'; opens: number | null }
  /** The server has not said so yet, but the time is over. */
  | { t: 'over' };

export function offerOf(missed: MissedCall, now: number): Offer {
  if (missed.called_back !== null) return { t: 'called', opens: missed.opens !== null && missed.opens > now ? missed.opens : null };
  if (!canCallBack(missed, now)) return { t: 'over' };
  return { t: 'open', left: missed.until === null ? null : missed.until - now };
}

export const canCallBack = (missed: MissedCall, now: number): boolean =>
  missed.called_back === null && (missed.until === null || now < missed.until);
