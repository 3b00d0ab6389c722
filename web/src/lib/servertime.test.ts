import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetServerTime, sampleServerTime, serverNow } from './clock';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  forgetServerTime();
});
afterEach(() => vi.useRealTimers());

it('a phone that is five minutes slow shows the server’s time', () => {
  sampleServerTime(1_300_050, 999_900, 1_000_000); // sent, 50 ms each way
  expect(serverNow()).toBe(1_300_100);
});

it('a slow sample does not spoil a quick one', () => {
  sampleServerTime(1_300_000, 999_980, 1_000_000);
  sampleServerTime(1_300_000, 990_000, 1_000_000);
  expect(serverNow()).toBe(1_300_010);
});

it('after a reconnect the next sample counts again', () => {
  sampleServerTime(1_300_000, 999_980, 1_000_000);
  forgetServerTime();
  sampleServerTime(1_400_000, 999_800, 1_000_000);
  expect(serverNow()).toBe(1_400_100);
});
