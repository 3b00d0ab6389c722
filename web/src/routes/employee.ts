/** Pages of the person who works from home, and of everybody before signing in. */
export default {
  '/': () => import('../pages/Home.svelte'),
  '/masuk': () => import('../pages/Home.svelte'),
  '/aktivasi': () => import('../pages/Activate.svelte'),
  '/hari-ini': () => import('../pages/Today.svelte'),
  '/catatan': () => import('../pages/MyRecord.svelte'),
  '/panggilan-terlewat/:id': () => import('../pages/MissedCall.svelte'),
  '/cek/:id': () => import('../pages/Check.svelte'),
  '/bantuan': () => import('../pages/Help.svelte'),
} as const;
