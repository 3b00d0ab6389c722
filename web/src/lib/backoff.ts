/** How long to wait before the next try: full jitter, so that thousands of browsers do not come back in one wave. */
const BASE_MS = 500;
export const MAX_WAIT_MS = 30_000;

/** `random` is in [0, 1). The result lies between 0 and min(30 s, 0.5 s doubled per try). */
export function waitBefore(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_WAIT_MS, BASE_MS * 2 ** Math.min(attempt, 16));
  return Math.floor(random * ceiling);
}
