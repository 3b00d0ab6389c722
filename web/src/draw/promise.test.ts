import { expect, it } from 'vitest';
import { keepsPromise } from './promise';

// FIPS 180-2, appendix B.1: "abc"
const ABC = '616263';
const ABC_HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it.each([
  { what: 'the promised secret', secret: ABC, hash: ABC_HASH, kept: true },
  { what: 'the same in capitals', secret: ABC, hash: ABC_HASH.toUpperCase(), kept: true },
  { what: 'another secret', secret: '616264', hash: ABC_HASH, kept: false },
  { what: 'half a byte', secret: '61626', hash: ABC_HASH, kept: false },
  { what: 'no hex', secret: 'zz', hash: ABC_HASH, kept: false },
])('$what', ({ secret, hash, kept }) => {
  expect(keepsPromise(secret, hash)).toBe(kept);
});
