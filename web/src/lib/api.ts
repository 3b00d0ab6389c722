/**
 * The one way to the server's HTTP interface: JSON in, JSON out, the session cookie, and errors as `ApiError` with the
 * server's code and words. A lost session calls `onSignedOut`. Knows no routes: the callers name them.
 */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server was not reached. */
    readonly status: number,
    /** The server's short name for what happened, such as `wrong_password`. */
    readonly code: string,
    message: string,
    /** The input the error is about, if any. */
    readonly field?: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

let signedOut: () => void = () => undefined;

/** What to do when the server no longer knows the session (401). */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

export const get = <T>(path: string, query?: Query): Promise<T> => call<T>('GET', path, query, undefined);
export const post = <T = void>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, undefined, body);
export const put = <T = void>(path: string, body?: unknown): Promise<T> => call<T>('PUT', path, undefined, body);
export const patch = <T = void>(path: string, body?: unknown): Promise<T> => call<T>('PATCH', path, undefined, body);
export const del = <T = void>(path: string, body?: unknown): Promise<T> => call<T>('DELETE', path, undefined, body);

/** Sends a form with files; the browser sets the boundary. */
export async function upload<T>(path: string, form: FormData): Promise<T> {
  return read<T>(await reach(path, { method: 'POST', body: form }));
}

async function call<T>(method: string, path: string, query: Query | undefined, body: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } };
  if (body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  return read<T>(await reach(path + search(query), init));
}

function search(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch {
    throw new ApiError(0, 'unreachable', '');
  }
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  const error = errorOf(response.status, text);
  if (response.status === 401) signedOut();
  throw error;
}

function errorOf(status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; field?: string } };
    return new ApiError(status, error.code, error.message, error.field);
  } catch {
    // A proxy's own page, or a path that the server could not read: then there is nothing under that address.
    return new ApiError(status, status === 400 || status === 404 ? 'not_found' : 'server', '');
  }
}
