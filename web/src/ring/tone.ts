/** The ring tone, computed: two rising notes, a rest, and again. No sound file, so nothing has to be loaded to ring. */
const NOTES = [
  { from: 0, hertz: 587.33 },
  { from: 0.22, hertz: 783.99 },
  { from: 0.6, hertz: 587.33 },
  { from: 0.82, hertz: 783.99 },
];
const NOTE_SECONDS = 0.42;
export const TONE_SECONDS = 2.4;
/** Below 1 leaves room for two notes that overlap. */
const LOUDNESS = 0.42;

/** One period of the tone, to be looped; values within -1 to 1, starting and ending at rest so that a loop does not click. */
export function toneSamples(sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(TONE_SECONDS * sampleRate));
  for (const note of NOTES) {
    const start = Math.round(note.from * sampleRate);
    const length = Math.round(NOTE_SECONDS * sampleRate);
    for (let i = 0; i < length; i++) {
      const seconds = i / sampleRate;
      const rise = Math.min(1, seconds / 0.012);
      const fall = Math.exp(-5 * seconds) * Math.min(1, (NOTE_SECONDS - seconds) / 0.03);
      const wave = Math.sin(2 * Math.PI * note.hertz * seconds) + 0.35 * Math.sin(4 * Math.PI * note.hertz * seconds);
      const at = start + i;
      samples[at] = (samples[at] ?? 0) + LOUDNESS * rise * fall * wave;
    }
  }
  return samples;
}
