/** The table of pages, and how to move between them. Paths are in `routes/`, one file per group of people. */
import employee from './routes/employee';
import office from './routes/office';
import supervisor from './routes/supervisor';
import { start, visit } from './shell/routing.svelte';

export { default as Router } from './shell/Router.svelte';
export { blockNavigation, route } from './shell/routing.svelte';

/** Once, when the shell stands. */
export const startRouter = (): (() => void) =>
  start({ ...employee, ...supervisor, ...office }, () => import('./pages/Missing.svelte'));

export const go = (path: string, replace = false): void => void visit(path, { replace });

/** Changes the query of the page that is open: a filter, a week, a range. Back does not go through them one by one. */
export function adjust(path: string, query: Readonly<Record<string, string | undefined>>): void {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  const text = search.toString();
  void visit(text === '' ? path : `${path}?${text}`, { replace: true, keep: true });
}
