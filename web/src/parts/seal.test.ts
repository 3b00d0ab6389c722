import { expect, it } from 'vitest';
import { groupHash, sealPaths, shortHash } from './seal';

const petals = (path: string): number => path.split('M').length - 1;
const zeros = '0'.repeat(64);

it.each([
  ['all clear', zeros, 0],
  ['all set', 'f'.repeat(64), 256],
  ['one bit', `1${'0'.repeat(63)}`, 1],
  ['half', '5'.repeat(64), 128],
])('%s', (_, hash, set) => {
  const paths = sealPaths(hash, false);
  expect(petals(paths?.set ?? '')).toBe(set);
  expect(petals(paths?.clear ?? '')).toBe(256 - set);
});

it('the highest bit of the first digit is the north-west petal of the first flower', () => {
  expect(sealPaths(`8${'0'.repeat(63)}`, false)?.set).toBe('M6.6 6.6q-5.6 -0.6 -6.4 -6.4q5.6 0.6 6.4 6.4z');
});

it('the small form shows the first 64 bits', () => {
  const paths = sealPaths('f'.repeat(16) + '0'.repeat(48), true);
  expect(paths?.side).toBe(56);
  expect(petals(paths?.set ?? '')).toBe(64);
  expect(paths?.clear).toBe('');
});

it.each(['', 'abc', 'g'.repeat(64), `${zeros}0`])('no picture for %j', (hash) => expect(sealPaths(hash, false)).toBeNull());

it('hashes for the eye', () => {
  expect(groupHash('2f6de52416a8')).toBe('2f6d e524 16a8');
  expect(shortHash('2f6de52416a8e72f' + '0'.repeat(40) + '53bde516')).toBe('2f6d e524 16a8 e72f … 53bd e516');
});
