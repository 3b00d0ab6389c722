/**
 * Moves between pages: the address bar, links, back and forward, and pages loaded when first wanted. The page on the
 * screen, the address and `route` change together, once the new page is there. Knows no page: the table is given.
 */
import { tick, type Component } from 'svelte';
import { find, type Params } from '../lib/paths';

export type PageLoader = () => Promise<{ default: Component }>;
export type PageTable = Readonly<Record<string, PageLoader>>;

/** Asked before leaving; `false` stays. `beforeUnload` is asked, without waiting, when the whole tab goes. */
export interface Blocker {
  beforeUnload(): boolean;
  onNavigate(): boolean | Promise<boolean>;
}

interface Place {
  pathname: string;
  search: { readonly [name: string]: string };
  params: Params;
  page: Component | null;
  /** Why the page could not be loaded. */
  error: unknown;
}

let place = $state.raw<Place>({ pathname: location.pathname, search: {}, params: {}, page: null, error: null });

export const route = {
  get pathname(): string {
    return place.pathname;
  },
  /** Of the page on the screen. */
  get params(): { readonly id?: string; readonly check?: string } {
    return place.params;
  },
  get search(): { readonly [name: string]: string } {
    return place.search;
  },
};

let table: PageTable = {};
let missing: PageLoader | null = null;
const blockers = new Set<Blocker>();
/** The newest move wins: an older one that is still loading is forgotten. */
let newest = 0;
/** Where the page stands in the tab's history, so that a refused step back can be undone. */
let depth = 0;
let undoing = false;

/** The page to show, for `Router`. */
export const current = (): Place => place;

export function start(pages: PageTable, otherwise: PageLoader): () => void {
  table = pages;
  missing = otherwise;
  depth = indexOf(history.state);
  history.replaceState({ index: depth }, '');
  const stop = new AbortController();
  const { signal } = stop;
  addEventListener('popstate', (event) => void stepped(event), { signal });
  addEventListener(
    'beforeunload',
    (event) => ([...blockers].every((blocker) => blocker.beforeUnload()) ? undefined : event.preventDefault()),
    {
      signal,
    },
  );
  document.addEventListener('click', clicked, { signal });
  document.addEventListener('pointerover', foreseen, { signal, passive: true });
  void show(new URL(location.href), () => undefined);
  return () => stop.abort();
}

/** Goes to a path of this site. `keep` holds the scroll position and the focus (a filter, not a new page). */
export async function visit(target: string, options: { replace?: boolean; keep?: boolean } = {}): Promise<void> {
  const url = new URL(target, location.href);
  if (!(await mayLeave())) return;
  const same = url.pathname === place.pathname;
  const moved = await show(url, () => {
    if (!options.replace) depth++;
    history[options.replace ? 'replaceState' : 'pushState']({ index: depth }, '', url);
  });
  if (moved && !options.keep) await settle(same);
}

export function blockNavigation(blocker: Blocker): () => void {
  blockers.add(blocker);
  return () => blockers.delete(blocker);
}

async function mayLeave(): Promise<boolean> {
  for (const blocker of blockers) if (!(await blocker.onNavigate())) return false;
  return true;
}

/** Loads the page of `url`, then changes everything at once. False when a newer move has overtaken it. */
async function show(url: URL, enter: () => void): Promise<boolean> {
  const mine = ++newest;
  const found = find(table, url.pathname);
  let page: Component | null = null;
  let error: unknown = null;
  try {
    page = (await (found?.value ?? missing)?.())?.default ?? null;
  } catch (reason) {
    error = reason; // offline, or a newer version has replaced the files
  }
  if (mine !== newest) return false;
  enter();
  place = { pathname: url.pathname, search: Object.fromEntries(url.searchParams), params: found?.params ?? {}, page, error };
  return true;
}

/** Back or forward: the browser has already changed the address. */
async function stepped(event: PopStateEvent): Promise<void> {
  if (undoing) {
    undoing = false;
    return;
  }
  const to = indexOf(event.state);
  if (to !== depth && !(await mayLeave())) {
    undoing = true;
    history.go(depth - to);
    return;
  }
  depth = to;
  const same = location.pathname === place.pathname;
  if (await show(new URL(location.href), () => undefined)) await settle(same, false);
}

/** A new page starts at its top, and screen readers at its content. */
async function settle(same: boolean, scroll = true): Promise<void> {
  await tick();
  if (scroll) scrollTo(0, 0);
  if (same) return;
  const main = document.getElementById('isi');
  if (!main) return;
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

function clicked(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = inner(event.target);
  if (!url) return;
  event.preventDefault();
  void visit(url.href);
}

/** A page that will probably be wanted next is fetched while the finger is still on its way. */
function foreseen(event: PointerEvent): void {
  const url = inner(event.target);
  if (url)
    void find(table, url.pathname)
      ?.value()
      .catch(() => undefined);
}

/** Where a link leads, if it leads to a page of ours in this tab. */
function inner(target: EventTarget | null): URL | null {
  const link = target instanceof Element ? target.closest('a') : null;
  const href = link?.getAttribute('href');
  if (!link || !href || href.startsWith('#') || link.target !== '' || link.hasAttribute('download')) return null;
  const url = new URL(href, location.href);
  return url.origin === location.origin && !url.pathname.startsWith('/api/') ? url : null;
}

function indexOf(state: unknown): number {
  return typeof state === 'object' && state !== null && 'index' in state && typeof state.index === 'number' ? state.index : 0;
}
