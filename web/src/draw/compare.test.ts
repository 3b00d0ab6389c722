import { expect, it } from 'vitest';
import type { Promised } from './verify';
import type { DrawDay } from '../lib/shape';
import { compare } from './compare';

const promised: Promised = { programme: 'p', day: '2026-11-20', root: 'r', cycle_hash: 'c', secret_hash: 's', entropy_hash: null };
const listed = { programme: 'p', day: '2026-11-20', root: 'r', cycle_hash: 'c', secret_hash: 's', entropy_hash: null } as DrawDay;

it.each([
  ['all the same, and nothing from outside on either side', promised, [listed], ['root', 'secret_hash', 'cycle_hash'], []],
  ['a personal file has no secret to compare', { ...promised, secret_hash: null }, [listed], ['root', 'cycle_hash'], []],
  ['another root', promised, [{ ...listed, root: 'x' }], ['root', 'secret_hash', 'cycle_hash'], ['root']],
  ['the same dice', { ...promised, entropy_hash: 'e' }, [{ ...listed, entropy_hash: 'e' }], ['root', 'secret_hash', 'cycle_hash', 'entropy_hash'], []],
  ['dice that were not published', { ...promised, entropy_hash: 'e' }, [listed], ['root', 'secret_hash', 'cycle_hash', 'entropy_hash'], ['entropy_hash']],
])('%s', (_, file, list, fields, different) => {
  const rows = compare(file, list);
  expect(rows?.map(({ field }) => field)).toEqual(fields);
  expect(rows?.filter(({ same }) => !same).map(({ field }) => field)).toEqual(different);
});

it('a day of another programme or outside the list is not there', () => {
  expect(compare({ ...promised, programme: 'q' }, [listed])).toBeUndefined();
  expect(compare({ ...promised, day: '2026-11-21' }, [listed])).toBeUndefined();
  expect(compare(promised, [])).toBeUndefined();
});
