/** SHA-256 in this browser, so that a reader need not believe the server. */

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> | null {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return null;
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

/** Lower-case hex of the hash of these bytes; `null` where the browser has no cryptography (a page without https). */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a secret given as hex is the one that a commitment promised; `null` when this browser cannot say. */
export async function keepsPromise(secretHex: string, hashHex: string): Promise<boolean | null> {
  const bytes = bytesOf(secretHex);
  if (bytes === null) return false;
  const hash = await sha256(bytes);
  return hash === null ? null : hash === hashHex.toLowerCase();
}
