/** Pages of the direct supervisor, and the call itself for both ends. */
export default {
  '/meja': () => import('../pages/Desk.svelte'),
  '/panggilan/:check': () => import('../pages/Call.svelte'),
} as const;
