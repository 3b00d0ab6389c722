/** The one file that knows the router's library. Paths are in `routes/`, one file per group of people. */
import { blockNavigation, createRouter, Router } from 'sv-router';
import employee from './routes/employee';
import office from './routes/office';
import supervisor from './routes/supervisor';

export { blockNavigation, Router };
export const { p, isActive, route, navigate } = createRouter({
  ...employee,
  ...supervisor,
  ...office,
  '*': () => import('./pages/Missing.svelte'),
});

/** Goes to a path known only at run time; where it is written in the code, `navigate` checks it. */
export const go = (path: string, replace = false): void => void navigate(path as '/', { replace });

/** Changes the query of the page that is open: a filter, a week, a range. Back does not go through them one by one. */
export function adjust(path: string, query: Readonly<Record<string, string | undefined>>): void {
  const search = Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
  void navigate(path as '/', { search, replace: true, scrollToTop: false });
}
