/**
 * Who is signed in, and the line to the server while somebody is. Glue between `api`, `socket` and `state`; no page
 * and no part is known here.
 */
import { agentName } from './agent';
import { ApiError, del, get, onSignedOut, post } from './api';
import { serverNow, setZone } from './clock';
import { deviceId } from './device';
import { takeFragment } from './fragment';
import type { Me } from './shape';
import { Socket } from './socket';
import { app, nothingNow } from './state.svelte';
import { PROTOCOL } from './wire';

/** Names this tab, for as long as it is not loaded again. */
const PAGE = crypto.randomUUID();

export const socket = new Socket({
  hello: () => ({ t: 'hello', protocol: PROTOCOL, device: deviceId(app.me?.id ?? ''), agent: agentName(navigator.userAgent), page: PAGE }),
  onState: (state) => {
    app.line = state;
    if (state !== 'open') app.fresh = false;
  },
  onTrip: (ms) => {
    app.trip = ms;
  },
});

socket.on('now', ({ t: _, ...now }) => {
  app.now = now;
  app.fresh = true;
});
socket.on('signed_out', forget);
onSignedOut(forget);
setInterval(() => (app.second = serverNow()), 1000);
app.second = serverNow();

/** A sign-in link that did not work; the sign-in page says so. */
export const spoilt = $state({ ticket: false });

/** Asks the server who this browser is, with a one-time link's ticket if there is one. Throws when the server could not be asked. */
export async function restore(): Promise<void> {
  const ticket = location.pathname === '/masuk' ? takeFragment().get('tiket') : null;
  try {
    welcome(ticket === null ? await get<Me>('/api/me') : await redeem(ticket));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    forget();
  }
}

async function redeem(ticket: string): Promise<Me> {
  try {
    return await post<Me>('/api/session/ticket', { ticket });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error;
    spoilt.ticket = true;
    return get<Me>('/api/me');
  }
}

/** Enters with what a sign-in answered. */
export function welcome(me: Me): void {
  app.me = me;
  setZone(me.zone);
  socket.open();
}

export async function signOut(): Promise<void> {
  // On a shared computer the next person must not be rung for this one. Best effort: signing out never waits for it.
  if (app.me) await del(`/api/push/devices/${deviceId(app.me.id)}`).catch(() => undefined);
  await del('/api/session');
  forget();
}

function forget(): void {
  socket.close();
  app.me = null;
  app.now = nothingNow();
}
