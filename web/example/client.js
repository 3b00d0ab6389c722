// A whole employee in a hundred lines: signs in, hears a ring, proves it, answers, declares the place, talks, hangs up.
// Written from docs/protocol.md alone; it shares no code with Sidak's pages.
const $ = (id) => document.getElementById(id);
const log = (...words) => ($('log').textContent += `${new Date().toLocaleTimeString()} ${words.join(' ')}\n`);

let socket, ring, call, connection;
let proved = ''; // the ring whose receipts are sent
let nextId = 1;
const waiting = new Map(); // requests by their id

const say = (message) => socket.send(JSON.stringify(message));
const ask = (message) =>
  new Promise((resolve, reject) => {
    waiting.set(nextId, { resolve, reject });
    say({ ...message, id: nextId++ });
  });

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error((await response.json()).error.message);
  return response.json();
}

function connect() {
  socket = new WebSocket(`${location.protocol === 'http:' ? 'ws' : 'wss'}://${location.host}/api/socket`);
  socket.onopen = () => say({ t: 'hello', protocol: 1, device: device(), agent: 'Example client' });
  socket.onmessage = (event) => heard(JSON.parse(event.data));
  // The next `now` tells everything again, so nothing has to be remembered over a break.
  socket.onclose = () => setTimeout(connect, 500 + Math.random() * 2000);
}

/** Made once and kept: receipts name it, and a call belongs to the device that answered. */
function device() {
  const kept = localStorage.getItem('device');
  if (kept) return kept;
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const made = hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  localStorage.setItem('device', made);
  return made;
}

function heard(message) {
  if (message.t === 'now') return show(message);
  if (message.t === 'ok' || message.t === 'sdp') waiting.get(message.re)?.resolve(message);
  else if (message.t === 'error' && message.re !== null) waiting.get(message.re)?.reject(new Error(message.code));
  if (message.t !== 'pong' && message.t !== 'quality') log('server:', message.t, message.code ?? '');
}

/** The whole state, each time: what is not in it is over. */
function show(now) {
  ring = now.ring;
  call = now.calls.find((one) => one.role === 'employee' && one.here) ?? null;
  if (ring && ring.attempt !== proved) {
    proved = ring.attempt;
    log(`${ring.caller.name} is calling`);
    say({ t: 'receipt', attempt: ring.attempt, kind: 'displayed' });
    // This page has no sound, and says so: never `audible` without one.
    say({ t: 'receipt', attempt: ring.attempt, kind: 'muted' });
  }
  if (!call) leave();
  // After a reload the call is still there: only a new offer is needed.
  else if (call.place && !connection) void media();
  $('answer').disabled = !ring;
  $('join').disabled = !call || Boolean(call.place);
  $('hang-up').disabled = !call;
  log('now:', ring ? 'ringing' : call ? call.phase : 'nothing');
}

/** One connection to the server, one audio and one video line; the client offers, without waiting for candidates. */
async function media() {
  connection = new RTCPeerConnection();
  connection.ontrack = ({ track }) => ($('remote').srcObject = new MediaStream([...($('remote').srcObject?.getTracks() ?? []), track]));
  connection.onconnectionstatechange = () => log('media:', connection?.connectionState);
  const mine = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  if (!connection) return mine.getTracks().forEach((track) => track.stop());
  for (const track of [...mine.getAudioTracks(), ...mine.getVideoTracks()]) connection.addTransceiver(track, { direction: 'sendrecv' });
  await connection.setLocalDescription();
  const answer = await ask({ t: 'offer', check: call.check, sdp: connection.localDescription.sdp });
  await connection?.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
}

function leave() {
  connection?.getSenders().forEach((sender) => sender.track?.stop());
  connection?.close();
  connection = undefined;
  $('remote').srcObject = null;
}

const on = (id, act) => ($(id).onclick = () => act().catch((error) => log('refused:', error.message)));
on('sign-in', async () => {
  const me = await post('/api/session/ticket', { ticket: $('link').value.replace(/.*#tiket=/, '') });
  log('signed in as', me.name);
  connect();
  setInterval(() => socket.readyState === WebSocket.OPEN && say({ t: 'ping', at: performance.now() }), 20_000);
});
on('start', () => post('/api/today/start', { place: { kind: 'home' }, tests: [{ item: 'camera', ok: true }] }));
on('answer', () => ask({ t: 'answer', attempt: ring.attempt }));
on('join', () => ask({ t: 'declare', check: call.check, place: { kind: 'home' } }));
on('hang-up', () => ask({ t: 'hang_up', check: call.check }));
