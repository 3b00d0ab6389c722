/** Pages of unit heads, leadership, the personnel agency and the auditors, and the draw in public. */
export default {
  '/dasbor': () => import('../pages/Dashboard.svelte'),
  '/dasbor/unit/:id': () => import('../pages/UnitPeople.svelte'),
  '/dasbor/pegawai/:id': () => import('../pages/PersonView.svelte'),
  '/peninjauan': () => import('../pages/Cases.svelte'),
  '/peninjauan/:id': () => import('../pages/Case.svelte'),
  '/jadwal': () => import('../pages/Rota.svelte'),
  '/pegawai': () => import('../pages/Staff.svelte'),
  '/undian': () => import('../pages/Draws.svelte'),
  '/kewajaran': () => import('../pages/Watch.svelte'),
  '/program': () => import('../pages/Programmes.svelte'),
} as const;
