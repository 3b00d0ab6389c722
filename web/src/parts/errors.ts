/**
 * Any failure as a kind and a sentence for a person: what happened, what stays safe, what to do. A kind is told by the
 * server's status, so that nobody is sent to look at their connection when the thing they ask for does not exist.
 */
import { common } from '../text';

export type Kind =
  /** It does not exist, or not for this person: the server does not say which. */
  | 'not_found'
  | 'forbidden'
  /** No answer at all: the connection, or a server that is being restarted. */
  | 'unreachable'
  /** The server answered that it could not. */
  | 'server'
  /** The server refused this request, and says why. */
  | 'refused';

/** A gateway answers so for a server that is away. */
const AWAY = [502, 504];
const GONE = [404, 410];

export function kindOf(error: unknown): Kind {
  const { code, status } = read(error);
  if (code === 'unreachable' || code === 'offline' || code === 'timeout' || AWAY.includes(status)) return 'unreachable';
  if (code === 'not_found' || GONE.includes(status)) return 'not_found';
  if (code === 'forbidden' || status === 403) return 'forbidden';
  return status >= 400 && status < 500 && code !== 'server' ? 'refused' : 'server';
}

export function sentenceOf(error: unknown): string {
  const words: Readonly<Record<string, string>> = common().error.sentences;
  const kind = kindOf(error);
  const { code } = read(error);
  const known = (code === 'server' ? undefined : words[code]) ?? (kind === 'refused' ? undefined : words[kind]);
  return known ?? (error instanceof Error && error.message !== '' ? error.message : common().error.sentences.server);
}

function read(error: unknown): { code: string; status: number } {
  if (typeof error !== 'object' || error === null) return { code: '', status: 0 };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    status: 'status' in error && typeof error.status === 'number' ? error.status : 0,
  };
}
