/**
 * Starts the two workers of the pages: the service worker, and the one that checks a file of a draw. The page's policy demands a
 * Trusted Types policy for their addresses: `app-sw` allows only these.
 */
import VERIFIER from '../draw/worker?worker&url';

const SERVICE = '/sw.js';

interface Policy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

let policy: Policy | undefined;

/** A name is given to one policy only, so it is made once. */
function allowed(url: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  policy ??= factory?.createPolicy('app-sw', { createScriptURL: (wanted) => (wanted === SERVICE || wanted === VERIFIER ? wanted : '') });
  return (policy?.createScriptURL(url) ?? url) as string;
}

export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(allowed(SERVICE), { scope: '/' }).catch(() => {
    // No worker (private window, storage off): push and the offline page are missing, everything else works.
  });
}

/** Fetches the verifier ahead, so that a file can be checked later without a network. */
export function warmVerifier(): void {
  fetch(VERIFIER).catch(() => {
    // It is fetched again when a file is chosen.
  });
}

export const startVerifier = (): Worker => new Worker(allowed(VERIFIER), { type: 'module' });
