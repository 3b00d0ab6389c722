import { describe, expect, it } from 'vitest';
import { isDrands } from './beacon';
import { bytesOf, hexOf } from './bytes';

/** As drand publishes them. */
const ROUNDS: readonly (readonly [number, string])[] = [
  [1000, 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39'],
  [1004, 'a40658b820c0f8c10207524179a2031ba9537688a0d04e4851b58026be9a341fee3b96fb48ffad28483d84b40a5864aa'],
  [9_683_710, 'b0a8b04e009cf72534321aca0f50048da596a3feec1172a0244d9a4a623a3123d0402da79854d4c705e94bc73224c342'],
];
const [, SIGNATURE] = ROUNDS[0] ?? [0, ''];
const P = BigInt('0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab');

describe('a round of drand', () => {
  it.each(ROUNDS)('%i is drand’s, and no other round has its signature', (round, signature) => {
    expect(isDrands(round, signature)).toBe(true);
    expect(isDrands(round + 1, signature)).toBe(false);
  });

  it('is not drand’s with any bit of its first bytes or its last changed', () => {
    for (const at of [0, 1, 47]) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytesOf(SIGNATURE);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(isDrands(1000, hexOf(changed)), `${String(at)} ${String(bit)}`).toBe(false);
      }
    }
  });

  it.each([
    ['the point at infinity', `c0${'00'.repeat(47)}`],
    ['no point', '07'.repeat(48)],
    [
      'a point outside of the subgroup, which pairings alone take for the same',
      '94385d48ab9d338824a523ff7d310fbeeac0184598d56b49f27857bcd3ef91f6ead1c7ef99c9beee47784ebba5c635de',
    ],
  ])('is not %s', (_, signature) => {
    expect(isDrands(1000, signature)).toBe(false);
  });

  it('has one writing: not x plus the prime', () => {
    const [round, signature] = ROUNDS[1] ?? [0, ''];
    const flags = BigInt(`0x${signature.slice(0, 2)}`) & 0xe0n;
    const x = BigInt(`0x${signature}`) - (flags << 376n);
    const other = ((flags << 376n) + x + P).toString(16);
    expect(x + P < 1n << 381n).toBe(true);
    expect(isDrands(round, other)).toBe(false);
  });
});
