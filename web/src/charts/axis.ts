/**
 * Sums that the charts share: axes that stay legible at any width, intervals in words.
 * Pure; knows nothing of components or of what is drawn.
 */
import { decimal } from '../lib/numbers';

/** Least room for one label on a horizontal axis, px; text stays at 12 px. */
const LABEL_PX = 52;

/** Which of `length` labels to print on `width` px: every nth, counted from the last, for the newest matters most. */
export function keepLabel(index: number, length: number, width: number): boolean {
  const room = Math.max(1, Math.floor(width / LABEL_PX));
  const every = Math.max(1, Math.ceil(length / room));
  return (length - 1 - index) % every === 0;
}

/** Px of a bold letter at the charts' size, generously. */
const LETTER_PX = 7;

/** Where a label that belongs to `at` starts, so that neither of its ends is cut off. */
export function labelStart(at: number, text: string, width: number): number {
  return Math.max(0, Math.min(at, width - text.length * LETTER_PX));
}

/**
 * Where an axis of shares may begin so that nothing is cut: below the lowest value, on a multiple of `step`, and never
 * so late that a difference of a point fills the chart.
 */
export function axisFloor(lows: readonly number[], step = 0.05, atMost = 0.9): number {
  const lowest = Math.min(1, ...lows);
  const steps = Math.floor(lowest / step + 1e-9);
  return Math.max(0, Math.min(atMost, Math.round(steps * step * 100) / 100)); // 0.85 and not 0.8500000000000001: it is an axis mark
}

/** "93,1–95,0 %": both ends with one decimal, the sign once. */
export function interval(low: number, high: number): string {
  return `${decimal(low * 100, 1)}–${decimal(high * 100, 1)}\u00a0%`;
}

/** The part of `classes` worth drawing: trailing empty classes go, but none below `least`. */
export function withoutTail(classes: readonly number[], least: number): number[] {
  let end = classes.length;
  while (end > least && classes[end - 1] === 0) end--;
  return classes.slice(0, end);
}
