/** Registers the service worker. The page's policy demands a Trusted Types policy for its address: `app-sw` allows only this one. */
const ADDRESS = '/sw.js';

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown };
}

export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  const policy = factory?.createPolicy('app-sw', { createScriptURL: (url) => (url === ADDRESS ? url : '') });
  const address = (policy?.createScriptURL(ADDRESS) ?? ADDRESS) as string;
  navigator.serviceWorker.register(address, { scope: '/' }).catch(() => {
    // No worker (private window, storage off): push and the offline page are missing, everything else works.
  });
}
