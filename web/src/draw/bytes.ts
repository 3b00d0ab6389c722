/**
 * Bytes, hashes and key streams of the draw: SHA-256 and HMAC from @noble/hashes, ChaCha20 from @noble/ciphers. Not WebCrypto: a day
 * has hundreds of thousands of short hashes, and each would be a task of its own.
 */
import { chacha20 } from '@noble/ciphers/chacha.js';
import { hmac as noblesHmac } from '@noble/hashes/hmac.js';
import { sha256 as noblesSha256 } from '@noble/hashes/sha2.js';

export type Bytes = Uint8Array<ArrayBuffer>;

export const text = (ascii: string): Bytes => new TextEncoder().encode(ascii);

/** The value of each ASCII code as a digit. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);

export function bytesOf(hex: string): Bytes {
  const out = new Uint8Array(hex.length / 2);
  for (let at = 0; at < out.length; at++) out[at] = ((DIGITS[hex.charCodeAt(at * 2)] ?? 0) << 4) | (DIGITS[hex.charCodeAt(at * 2 + 1)] ?? 0);
  return out;
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const uuid = (id: string): Bytes => bytesOf(id.replaceAll('-', ''));

/** Big endian, of a safe integer; negative numbers as their two's complement. */
export function number(value: number, width: number): Bytes {
  const out = new Uint8Array(width);
  let rest = value;
  for (let at = width - 1; at >= 0; at--) {
    const low = ((rest % 256) + 256) % 256;
    out[at] = low;
    rest = (rest - low) / 256;
  }
  return out;
}

export function join(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const sha256 = (...parts: readonly Uint8Array[]): Bytes => noblesSha256(join(...parts));

export const hmac = (key: Bytes, ...parts: readonly Uint8Array[]): Bytes => noblesHmac(noblesSha256, key, join(...parts));

export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** The first words of a key, 8 bytes each. */
export function wordsOf(key: Bytes, count: number): (at: number) => bigint {
  const stream = new DataView(chacha20(key, new Uint8Array(12), new Uint8Array(count * 8)).buffer);
  return (at) => stream.getBigUint64(at * 8);
}
