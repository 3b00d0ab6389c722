/**
 * What a push becomes on the screen, and where a touch on it leads. Pure: no browser API. Part of the service worker alone:
 * a page that used it would make it a file of its own, which a service worker cannot load.
 */
export type Pushed =
  | { kind: 'ring'; check: string; attempt: string; until: number; token: string }
  | { kind: 'handled'; check: string }
  | { kind: 'missed'; check: string }
  | { kind: 'test'; nonce: string };

/** As `NotificationOptions`, with what some browsers have beyond the standard's types. */
export interface Options {
  body: string;
  tag: string;
  icon: string;
  badge: string;
  lang: string;
  silent: boolean;
  renotify: boolean;
  requireInteraction: boolean;
  actions: { action: Wish; title: string }[];
  data: Pushed;
}

export type Wish = 'answer' | 'decline' | 'look';

export interface Words {
  ring: { title: string; body: string; answer: string; decline: string };
  handled: { title: string; body: string };
  missed: { title: string; body: string };
  test: { title: string; body: string };
}

/** What came in, or `null` when it is not ours to read. */
export function read(text: string | undefined): Pushed | null {
  try {
    const value = JSON.parse(text ?? '') as Record<string, unknown>;
    const has = (...names: string[]): boolean => names.every((name) => typeof value[name] === 'string');
    switch (value['kind']) {
      case 'ring':
        return has('check', 'attempt', 'token') && typeof value['until'] === 'number' ? (value as Pushed) : null;
      case 'handled':
      case 'missed':
        return has('check') ? (value as Pushed) : null;
      case 'test':
        return has('nonce') ? (value as Pushed) : null;
      default:
        return null;
    }
  } catch {
    return null;
  }
}

/** One notification for each check: what is newer takes the place of what was there. */
export const tagOf = (pushed: Pushed): string => (pushed.kind === 'test' ? 'sidak-test' : `sidak-${pushed.check}`);

/** Browsers demand that every push shows something; a lock screen is read by others, so it says no more than it must. */
export function show(pushed: Pushed, words: Words, lang: string): { title: string; options: Options } {
  const rings = pushed.kind === 'ring';
  const { title, body } = words[pushed.kind];
  const actions: Options['actions'] = rings
    ? [
        { action: 'answer', title: words.ring.answer },
        { action: 'decline', title: words.ring.decline },
      ]
    : [];
  const quiet = pushed.kind === 'handled' || pushed.kind === 'test';
  const options: Options = {
    body,
    tag: tagOf(pushed),
    icon: '/kawung.svg',
    badge: '/kawung.svg',
    lang,
    silent: quiet,
    renotify: rings,
    requireInteraction: rings,
    actions,
    data: pushed,
  };
  return { title, options };
}

/** The page that a touch opens. What follows `#` never leaves the browser. */
export function pathOf(pushed: Pushed, wish: Wish): string {
  switch (pushed.kind) {
    case 'ring':
      return `/hari-ini#dering=${pushed.attempt}&cek=${pushed.check}&mau=${wish}`;
    case 'missed':
      return `/panggilan-terlewat/${pushed.check}`;
    case 'handled':
    case 'test':
      return '/hari-ini';
  }
}

export const wishOf = (action: string): Wish => (action === 'answer' || action === 'decline' ? action : 'look');
