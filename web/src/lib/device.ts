/** A random name for this browser, so that receipts can say which device rang. Not a fingerprint: deleting site data ends it. */
const KEY = 'sidak.device.';
const inMemory = new Map<string, string>();

/** Colleagues who share a computer are different devices: a receipt belongs to one person. */
export function deviceId(person: string): string {
  const known = inMemory.get(person) ?? stored(person);
  if (known) return known;
  const fresh = crypto.randomUUID();
  inMemory.set(person, fresh);
  try {
    localStorage.setItem(KEY + person, fresh);
  } catch {
    // Site data is blocked: the name lasts as long as the page.
  }
  return fresh;
}

function stored(person: string): string | null {
  try {
    return localStorage.getItem(KEY + person);
  } catch {
    return null;
  }
}
