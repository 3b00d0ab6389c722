/** A random name for this browser, so that receipts can say which device rang. Not a fingerprint: deleting site data ends it. */
const KEY = 'sidak.device';
let inMemory: string | undefined;

export function deviceId(): string {
  try {
    const stored = localStorage.getItem(KEY);
    if (stored) return stored;
    const fresh = crypto.randomUUID();
    localStorage.setItem(KEY, fresh);
    return fresh;
  } catch {
    inMemory ??= crypto.randomUUID();
    return inMemory;
  }
}
