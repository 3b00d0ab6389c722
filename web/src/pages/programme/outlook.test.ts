import { expect, it } from 'vitest';
import { real, whole } from './outlook';

it.each([
  ['2,5', 2.5],
  [' 5 ', 5],
  ['0.1', 0.1],
  ['7', 7],
  ['7,1', null],
  ['0', null],
  ['', null],
  ['dua', null],
  ['1e1', null],
  ['-1', null],
])('%s days a week is %s', (typed, value) => expect(real(typed, 0.1, 7)).toBe(value));

it.each([
  ['10', 10],
  ['10,0', 10],
  ['2,5', null],
  ['201', null],
])('%s people is %s', (typed, value) => expect(whole(typed, 1, 200)).toBe(value));
