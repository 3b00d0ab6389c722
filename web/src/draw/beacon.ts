/**
 * Section 3 of docs/draw.md: whether drand signed a round. Pairings on BLS12-381 from @noble/curves; imported only when a file
 * has a round, since it is larger than all the rest of the verifier.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytesOf, number, sha256 } from './bytes';

const { shortSignatures } = bls12_381;
const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const PUBLIC_KEY =
  '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
  '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a';

export function isDrands(round: number, signature: string): boolean {
  const message = shortSignatures.hash(sha256(number(round, 8)), DST);
  try {
    return shortSignatures.verify(bytesOf(signature), message, bytesOf(PUBLIC_KEY));
  } catch {
    // No point of the curve, of its subgroup, or not in its one written form.
    return false;
  }
}
