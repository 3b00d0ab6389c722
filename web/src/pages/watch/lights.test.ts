import { expect, it } from 'vitest';
import { language } from '../../lib/lang.svelte';
import { chance, difference } from './lights';

const less = (value: string): string => `< ${value}`;

it.each([
  [null, '–'],
  [0.5, '0,500'],
  [0.0042, '0,0042'],
  [0.00001, '< 0,0001'],
  [1, '1,000'],
])('a chance of %s reads %s', (p, text) => {
  language.value = 'id';
  expect(chance(p, less)).toBe(text);
});

it('says which way counts differ', () => {
  language.value = 'en';
  expect(difference(12, 9.75)).toBe('+2.3');
  expect(difference(9, 12)).toBe('−3.0');
});
