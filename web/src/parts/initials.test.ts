import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Budi Prasetyo', 'BP'],
  ['Ratna', 'R'],
  ['Dr. H. Asep Sunandar Kartadinata, S.Kom., M.T.', 'AK'],
  ['R. Ahmad', 'A'],
  ['Ir', 'I'],
  ['', ''],
])('%s', (name, letters) => expect(initials(name)).toBe(letters));
