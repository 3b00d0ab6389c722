import { expect, it } from 'vitest';
import { MAX_WAIT_MS, waitBefore } from './backoff';

it.each([
  [0, 500],
  [1, 1000],
  [4, 8000],
  [6, MAX_WAIT_MS],
  [1000, MAX_WAIT_MS],
])('try %i waits between nothing and %i ms', (attempt, ceiling) => {
  expect(waitBefore(attempt, 0)).toBe(0);
  expect(waitBefore(attempt, 0.5)).toBe(ceiling / 2);
  expect(waitBefore(attempt, 0.999_999)).toBeLessThan(ceiling);
});
