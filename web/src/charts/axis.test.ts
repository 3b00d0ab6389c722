import { describe, expect, it } from 'vitest';
import { axisFloor, keepLabel, labelStart, withoutTail } from './axis';

describe('labels of an axis', () => {
  const kept = (length: number, width: number): number[] =>
    Array.from({ length }, (_, index) => index).filter((index) => keepLabel(index, length, width));
  it.each([
    { length: 12, width: 640, kept: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    { length: 12, width: 240, kept: [2, 5, 8, 11] },
    { length: 12, width: 10, kept: [11] },
    { length: 1, width: 300, kept: [0] },
    { length: 0, width: 300, kept: [] },
  ])('prints the newest and as many as fit: $length on $width px', (given) => {
    expect(kept(given.length, given.width)).toEqual(given.kept);
  });
});

describe('start of an axis of shares', () => {
  it.each([
    { lows: [0.93, 0.91], floor: 0.9 },
    { lows: [0.85, 0.99], floor: 0.85 },
    { lows: [0.02], floor: 0 },
    { lows: [], floor: 0.9 },
    { lows: [1], floor: 0.9 },
  ])('is below $lows', ({ lows, floor }) => {
    expect(axisFloor(lows)).toBeCloseTo(floor, 9);
  });
});

describe('trailing empty classes', () => {
  it.each([
    { classes: [1, 2, 0, 0], least: 0, left: [1, 2] },
    { classes: [1, 2, 0, 0], least: 3, left: [1, 2, 0] },
    { classes: [0, 0], least: 0, left: [] },
    { classes: [0, 5], least: 1, left: [0, 5] },
  ])('$classes, at least $least', ({ classes, least, left }) => {
    expect(withoutTail(classes, least)).toEqual(left);
  });
});

describe('a label beside a line', () => {
  it.each([
    { at: 10, text: 'ab', width: 100, start: 10 },
    { at: 95, text: 'ab', width: 100, start: 86 },
    { at: 50, text: 'longer than the whole chart', width: 100, start: 0 },
  ])('"$text" at $at of $width', ({ at, text, width, start }) => {
    expect(labelStart(at, text, width)).toBe(start);
  });
});
