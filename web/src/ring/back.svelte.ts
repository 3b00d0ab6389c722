/** Calling back: from the card, or from a touch on a notification. One wish at a time; a second tap meanwhile is the same. */
import { socket } from '../lib/session.svelte';
import { SocketError } from '../lib/socket';

export const back = $state<{ sending: string | null; refused: { attempt: string; code: string } | null }>({ sending: null, refused: null });

export async function callBack(attempt: string): Promise<void> {
  if (back.sending === attempt) return;
  back.sending = attempt;
  back.refused = null;
  try {
    await socket.ask({ t: 'call_back', attempt });
  } catch (error) {
    back.refused = { attempt, code: error instanceof SocketError ? error.code : 'unknown' };
  }
  back.sending = null;
}
