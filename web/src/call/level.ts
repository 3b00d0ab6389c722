/** How loud the microphone hears now, for a meter before the call. Touches WebAudio; sends nothing anywhere. */
const EVERY_MS = 100;
/** Speech at arm's length has about this RMS; shown as a full meter. */
const FULL_AT = 0.15;

/** Calls `heard` with 0 to 1 ten times a second until the result is called. */
export function watchLevel(microphone: MediaStreamTrack, heard: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([microphone]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    heard(Math.min(1, Math.sqrt(power) / FULL_AT));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}
