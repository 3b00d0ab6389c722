/** The one file that knows the router's library. Paths are in `routes/`, one file per group of people. */
import { createRouter, Router } from 'sv-router';
import employee from './routes/employee';
import office from './routes/office';
import supervisor from './routes/supervisor';

export { Router };
export const { p, isActive, route, navigate } = createRouter({
  ...employee,
  ...supervisor,
  ...office,
  '*': () => import('./pages/Missing.svelte'),
});

/** Goes to a path known only at run time; where it is written in the code, `navigate` checks it. */
export const go = (path: string, replace = false): void => void navigate(path as '/', { replace });
