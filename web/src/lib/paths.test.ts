import { expect, it } from 'vitest';
import { find, match } from './paths';

it.each([
  ['/', '/', {}],
  ['/kasus', '/kasus/', {}],
  ['/kasus/:id', '/kasus/0192', { id: '0192' }],
  ['/dasbor/unit/:id', '/dasbor/unit/a%2Fb', { id: 'a/b' }],
  ['/cek/:id', '/cek/100%', { id: '100%' }],
  ['/kasus/:id', '/kasus', null],
  ['/kasus', '/kasus/0192', null],
  ['/', '/kasus', null],
])('%s against %s', (pattern, path, params) => expect(match(pattern, path)).toEqual(params));

it('finds the first that fits', () => {
  const table = { '/a': 1, '/a/b': 2, '/a/:x': 3 };
  expect(find(table, '/a/b')).toEqual({ value: 2, params: {} });
  expect(find(table, '/a/c')).toEqual({ value: 3, params: { x: 'c' } });
  expect(find(table, '/b')).toBeNull();
});
