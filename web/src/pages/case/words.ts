/** The catalogue of reviews, and words for codes that may come from a newer server. */
import { ApiError } from '../../lib/api';
import { pick } from '../../text';
import en from '../../text/en/cases';
import id from '../../text/id/cases';

/** The same failure with a sentence of this page, where it has one for the code. */
export function inWords(error: unknown, sentences: Readonly<Record<string, string>>): unknown {
  const sentence = error instanceof ApiError ? known(sentences, error.code) : undefined;
  return error instanceof ApiError && sentence !== undefined ? new ApiError(error.status, error.code, sentence, error.field) : error;
}

export const words = (): typeof id => pick(id, en);

/** The entry for a code, or nothing for one these pages do not know. */
export function known<T extends object>(entries: T, code: string): T[keyof T] | undefined {
  return Object.hasOwn(entries, code) ? entries[code as keyof T] : undefined;
}
