/** The words of the desk, and any refusal as a sentence. */
import { sentenceOf } from '../parts/errors';
import { pick } from '../text';
import en from '../text/en/desk';
import id from '../text/id/desk';

export const words = (): typeof id => pick(id, en);

/** A refused call by hand: some codes mean something else there than for a prompt. */
export function refusalByHand(error: unknown): string {
  const known = words().callNow.refusal;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(known, code) ? known[code as keyof typeof known] : refusalOf(error);
}

export function refusalOf(error: unknown): string {
  const known = words().refusal;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(known, code) ? known[code as keyof typeof known] : sentenceOf(error);
}
