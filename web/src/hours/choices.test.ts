import { describe, expect, it } from 'vitest';
import { lengths, shifts } from './choices';

describe('beginnings', () => {
  it.each([
    { most: 0, choices: [0] },
    { most: 10, choices: [-10, 0, 10] },
    { most: 30, choices: [-30, -15, 0, 15, 30] },
    { most: 40, choices: [-40, -30, -15, 0, 15, 30, 40] },
  ])('$most minutes either way', ({ most, choices }) => {
    expect(shifts(most)).toEqual(choices);
  });
});

describe('lengths', () => {
  it.each([
    { left: 0, choices: [] },
    { left: 3, choices: [3] },
    { left: 30, choices: [5, 10, 15, 30] },
    { left: 240, choices: [5, 10, 15, 30, 45, 60, 90, 120] },
  ])('$left minutes left', ({ left, choices }) => {
    expect(lengths(left)).toEqual(choices);
  });
});
