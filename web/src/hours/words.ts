/** The words of absences, statuses and hours, and any refusal as a sentence. */
import { sentenceOf } from '../parts/errors';
import { pick } from '../text';
import en from '../text/en/hours';
import id from '../text/id/hours';

export const words = (): typeof id => pick(id, en);

export function kindName(kind: string): string {
  const known: Readonly<Record<string, string>> = words().kinds;
  return known[kind] ?? kind;
}

export function refusalOf(error: unknown): string {
  const known: Readonly<Record<string, string>> = words().refusal;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return known[code] ?? sentenceOf(error);
}
