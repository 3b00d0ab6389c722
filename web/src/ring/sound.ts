/**
 * Plays the ring tone; the one file that knows WebAudio. Browsers stay silent until the person has touched the page
 * once, so `unlock` is called from the first touch, and `play` tells truthfully whether sound really runs.
 */
import { browserNow } from '../lib/clock';
import { TONE_SECONDS, toneSamples } from './tone';

let context: AudioContext | null = null;
let playing: AudioBufferSourceNode | null = null;

/** How long sound may take to start before it counts as blocked. */
const STARTS_WITHIN_MS = 1500;
/** The first sound of the day opens the sound card, which takes seconds on a busy machine; nobody is to be told then that the browser holds it back. */
const FIRST_WITHIN_MS = 6000;
const LOOK_EVERY_MS = 100;

/** Call from a touch or key press. Harmless when called again. */
export async function unlock(): Promise<boolean> {
  context ??= new AudioContext();
  if (context.state !== 'running') await context.resume().catch(() => undefined);
  return isUnlocked();
}

/** Whether a ring would sound on this page now. */
export function isUnlocked(): boolean {
  return context?.state === 'running';
}

/** Starts the tone, for ever or for `seconds`. True only when the audio clock has moved while it should be sounding. */
export async function play(seconds?: number, within = STARTS_WITHIN_MS): Promise<boolean> {
  stop();
  context ??= new AudioContext();
  const source = context.createBufferSource();
  const samples = toneSamples(context.sampleRate);
  source.buffer = context.createBuffer(1, samples.length, context.sampleRate);
  source.buffer.copyToChannel(samples, 0);
  source.loop = true;
  source.connect(context.destination);
  source.start();
  if (seconds !== undefined) source.stop(context.currentTime + seconds);
  playing = source;
  void context.resume().catch(() => undefined); // never settles while blocked, so it is not awaited
  return moves(context, source, within);
}

/** One period of the tone: for the morning's test. */
export const playOnce = (): Promise<boolean> => play(TONE_SECONDS / 2, FIRST_WITHIN_MS);

export function stop(): void {
  playing?.stop();
  playing?.disconnect();
  playing = null;
}

async function moves(audio: AudioContext, source: AudioBufferSourceNode, within: number): Promise<boolean> {
  const from = audio.currentTime;
  const deadline = browserNow() + within;
  while (browserNow() < deadline && playing === source) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (audio.state === 'running' && audio.currentTime > from) return true;
  }
  return audio.state === 'running' && audio.currentTime > from;
}
