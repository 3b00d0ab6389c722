import { expect, it } from 'vitest';
import { TONE_SECONDS, toneSamples } from './tone';

it('is loud enough, never clips, and loops without a click', () => {
  const samples = toneSamples(48_000);
  const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(samples.length).toBe(TONE_SECONDS * 48_000);
  expect(loudest).toBeGreaterThan(0.3);
  expect(loudest).toBeLessThanOrEqual(1);
  expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
  expect(samples.at(-1)).toBe(0);
});
