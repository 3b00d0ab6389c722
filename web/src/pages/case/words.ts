/** The catalogue of reviews, and words for codes that may come from a newer server. */
import { pick } from '../../text';
import en from '../../text/en/cases';
import id from '../../text/id/cases';

export const words = (): typeof id => pick(id, en);

/** The entry for a code, or nothing for one these pages do not know. */
export function known<T extends object>(entries: T, code: string): T[keyof T] | undefined {
  return Object.hasOwn(entries, code) ? entries[code as keyof T] : undefined;
}
