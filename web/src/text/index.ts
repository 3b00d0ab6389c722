/**
 * Words on the pages. One file per area and language; the Indonesian file is the pattern, and the English one has its
 * type, so a missing word or argument does not compile. A page takes its own area with `pick(id, en)`, so that words
 * load with the page that needs them; only `common` is loaded at first.
 */
import { language } from '../lib/lang.svelte';
import commonEn from './en/common';
import commonId from './id/common';

/** The catalogue in the language chosen; reactive inside components. */
export function pick<T>(id: T, en: T): T {
  return language.value === 'en' ? en : id;
}

export const common = (): typeof commonId => pick(commonId, commonEn);

/** "1 day", "2 days": English only, Indonesian has no plural form. */
export function plural(count: number, one: string, other: string): string {
  return `${count} ${count === 1 ? one : other}`;
}
