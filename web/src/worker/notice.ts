/**
 * What a push becomes on the screen, and where a touch on it leads. Pure: no browser API. Part of the service worker alone:
 * a page that used it would make it a file of its own, which a service worker cannot load.
 */
import type { Back } from '../lib/shape';

export type Pushed =
  | { kind: 'ring'; check: string; attempt: string; until: number; token: string }
  | { kind: 'handled'; check: string }
  /** `until`: while it is open, and has an end of its own. */
  | { kind: 'missed'; check: string; attempt: string; back: Back; until: number | null }
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

export type Wish = 'answer' | 'decline' | 'call_back' | 'look';

export interface Words {
  ring: { title: string; body: string; answer: string; decline: string };
  handled: { title: string; body: string };
  missed: { title: string; body: string; open: string; callBack: string };
  called: { title: string; body: string };
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
        return has('check') ? (value as Pushed) : null;
      case 'missed':
        return has('check', 'attempt', 'back') ? (value as Pushed) : null;
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
export function show(pushed: Pushed, words: Words, lang: string, now: number): { title: string; options: Options } {
  const rings = pushed.kind === 'ring';
  const open = canCallBack(pushed, now);
  const { title, body } = saying(pushed, words, open);
  const actions: Options['actions'] = rings
    ? [
        { action: 'answer', title: words.ring.answer },
        { action: 'decline', title: words.ring.decline },
      ]
    : open
      ? [{ action: 'call_back', title: words.missed.callBack }]
      : [];
  const quiet = pushed.kind === 'handled' || pushed.kind === 'test' || (pushed.kind === 'missed' && pushed.back === 'called');
  const options: Options = {
    body,
    tag: tagOf(pushed),
    icon: '/kawung.svg',
    badge: '/kawung.svg',
    lang,
    silent: quiet,
    renotify: rings,
    requireInteraction: rings || open,
    actions,
    data: pushed,
  };
  return { title, options };
}

/** One that comes late offers nothing that is over. */
const canCallBack = (pushed: Pushed, now: number): boolean =>
  pushed.kind === 'missed' && pushed.back === 'open' && (pushed.until === null || now < pushed.until);

function saying(pushed: Pushed, words: Words, open: boolean): { title: string; body: string } {
  if (pushed.kind !== 'missed') return words[pushed.kind];
  if (pushed.back === 'called') return words.called;
  return open ? { title: words.missed.title, body: words.missed.open } : words.missed;
}

/** The page that a touch opens. What follows `#` never leaves the browser. */
export function pathOf(pushed: Pushed, wish: Wish): string {
  switch (pushed.kind) {
    case 'ring':
      return `/hari-ini#dering=${pushed.attempt}&cek=${pushed.check}&mau=${wish}`;
    case 'missed':
      if (wish === 'call_back') return `/hari-ini#dering=${pushed.attempt}&cek=${pushed.check}&mau=${wish}`;
      return pushed.back === 'called' ? '/hari-ini' : `/panggilan-terlewat/${pushed.check}`;
    case 'handled':
    case 'test':
      return '/hari-ini';
  }
}

const WISHES: readonly string[] = ['answer', 'decline', 'call_back'] satisfies Wish[];
export const wishOf = (action: string): Wish => (WISHES.includes(action) ? (action as Wish) : 'look');
