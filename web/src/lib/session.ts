/**
 * Who is signed in, and the line to the server while somebody is. Glue between `api`, `socket` and `state`; no page
 * and no part is known here.
 */
import { agentName } from './agent';
import { ApiError, del, get, onSignedOut } from './api';
import { serverNow, setZone } from './clock';
import { deviceId } from './device';
import type { Me } from './shape';
import { Socket } from './socket';
import { app, nothingNow } from './state.svelte';
import { PROTOCOL } from './wire';

export const socket = new Socket({
  hello: () => ({ t: 'hello', protocol: PROTOCOL, device: deviceId(), agent: agentName(navigator.userAgent) }),
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

/** Asks the server who this browser is. Throws `ApiError` only when the server could not be asked. */
export async function restore(): Promise<void> {
  try {
    welcome(await get<Me>('/api/me'));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    forget();
  }
}

/** Enters with what a sign-in answered. */
export function welcome(me: Me): void {
  app.me = me;
  setZone(me.zone);
  socket.open();
}

export async function signOut(): Promise<void> {
  await del('/api/session');
  forget();
}

function forget(): void {
  socket.close();
  app.me = null;
  app.now = nothingNow();
}
