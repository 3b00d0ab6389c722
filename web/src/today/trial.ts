/**
 * The morning's test call: this page at both ends of a call of its own, through the real relay. A made-up tone and picture
 * go in at one end; the test is passed when both come out at the other. Opens no camera and no microphone. Loaded only
 * when it is wanted.
 */
import { Leg, type Path } from '../call/peer';
import { SENDS } from '../call/weak';
import { browserNow } from '../lib/clock';
import { socket } from '../lib/session.svelte';
import { SocketError } from '../lib/socket';
import type { Side } from '../lib/shape';

export type Tried = { ok: true; path: Path; ms: number } | { ok: false; fault: 'unconnected' | 'mute' | 'crowded' };

/** Long enough for TCP after UDP has failed. */
const WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;
/** A quarter of a second of sound, and the packets of a few small pictures. */
const SOUND_PACKETS = 12;
const PICTURE_PACKETS = 3;
const PICTURE_EVERY_MS = 100;

/** Ends at once when it is cut: the relay and the sound are wanted for a real call. */
export async function tryCall(cut: AbortSignal): Promise<Tried> {
  const began = browserNow();
  const show = new Show();
  let refused = '';
  const end = (side: Side, camera: MediaStreamTrack | null, microphone: MediaStreamTrack | null): Leg =>
    new Leg({
      camera,
      microphone,
      limits: SENDS.low,
      servers: async () => {
        const reply = await socket.ask({ t: 'servers' });
        return reply.t === 'servers' ? reply.servers : [];
      },
      exchange: async (sdp) => {
        try {
          const reply = await socket.ask({ t: 'test_offer', side, sdp });
          return reply.t === 'sdp' ? reply.sdp : '';
        } catch (error) {
          refused = error instanceof SocketError ? error.code : 'unknown';
          throw error;
        }
      },
      onRemote: () => undefined,
      onState: () => undefined,
    });
  let over = false;
  const [from, to] = [end('employee', show.picture, show.tone), end('supervisor', null, null)];
  // A ring wins: everything is let go in the same moment, not at the next look.
  const close = (): void => {
    if (over) return;
    over = true;
    from.close();
    to.close();
    show.end();
    socket.say({ t: 'test_end' });
  };
  cut.addEventListener('abort', close);
  try {
    while (browserNow() - began < WITHIN_MS && refused === '' && !cut.aborted) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const { audio, video, path } = await to.look();
      if (path && audio >= SOUND_PACKETS && video >= PICTURE_PACKETS) return { ok: true, path, ms: browserNow() - began };
    }
    if (refused === 'busy' || refused === 'too_often') return { ok: false, fault: 'crowded' };
    return { ok: false, fault: (await to.look()).path === null ? 'unconnected' : 'mute' };
  } finally {
    cut.removeEventListener('abort', close);
    close();
  }
}

/** A tone that nobody hears and a picture that nobody sees. */
class Show {
  readonly tone: MediaStreamTrack | null;
  readonly picture: MediaStreamTrack | null;
  readonly #audio = new AudioContext();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    void this.#audio.resume();
    const source = this.#audio.createOscillator();
    const out = this.#audio.createMediaStreamDestination();
    source.connect(out);
    source.start();
    this.tone = out.stream.getAudioTracks()[0] ?? null;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [160, 120];
    const pen = canvas.getContext('2d');
    let turn = 0;
    this.#timer = setInterval(() => {
      if (!pen) return;
      turn += 1;
      pen.fillStyle = `hsl(${(turn * 40) % 360} 60% 50%)`;
      pen.fillRect((turn * 20) % 160, 0, 40, 120);
    }, PICTURE_EVERY_MS);
    this.picture = canvas.captureStream(10).getVideoTracks()[0] ?? null;
  }

  end(): void {
    clearInterval(this.#timer);
    this.tone?.stop();
    this.picture?.stop();
    void this.#audio.close();
  }
}
