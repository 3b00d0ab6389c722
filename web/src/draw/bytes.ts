/** Bytes, hashes and key streams of the draw: WebCrypto for SHA-256 and HMAC, ChaCha20 from @noble/ciphers. */
import { chacha20 } from '@noble/ciphers/chacha.js';

export type Bytes = Uint8Array<ArrayBuffer>;

export const text = (ascii: string): Bytes => new TextEncoder().encode(ascii);

export function bytesOf(hex: string): Bytes {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const uuid = (id: string): Bytes => bytesOf(id.replaceAll('-', ''));

/** Big endian; negative numbers as their two's complement. */
export function number(value: number, width: number): Bytes {
  return bytesOf(
    BigInt.asUintN(width * 8, BigInt(value))
      .toString(16)
      .padStart(width * 2, '0'),
  );
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

export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)));
}

export async function hmac(key: Bytes, ...parts: readonly Uint8Array[]): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, join(...parts)));
}

export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** The first words of a key, 8 bytes each. */
export function wordsOf(key: Bytes, count: number): (at: number) => bigint {
  const stream = new DataView(chacha20(key, new Uint8Array(12), new Uint8Array(count * 8)).buffer);
  return (at) => stream.getBigUint64(at * 8);
}
