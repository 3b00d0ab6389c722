/** Any failure as a sentence for a person: what happened, what stays safe, what to do. */
import { common } from '../text';

export function sentenceOf(error: unknown): string {
  const words = common().error;
  if (typeof error !== 'object' || error === null || !('code' in error)) return words.server;
  const { code } = error;
  if (typeof code === 'string' && code !== 'title' && code in words) return words[code as keyof typeof words];
  return error instanceof Error && error.message !== '' ? error.message : words.server;
}
