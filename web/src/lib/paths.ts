/** Matching a path against patterns such as `/kasus/:id`. Knows nothing of pages or of the browser. */
export type Params = { readonly [name: string]: string };

/** The named parts of `pathname`, or `null` when the pattern is another one's. A trailing slash does not matter. */
export function match(pattern: string, pathname: string): Params | null {
  const wanted = parts(pattern);
  const given = parts(pathname);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return params;
}

/** The first pattern that matches; exact ones must be listed before named ones that would swallow them. */
export function find<T>(table: Readonly<Record<string, T>>, pathname: string): { value: T; params: Params } | null {
  for (const [pattern, value] of Object.entries(table)) {
    const params = match(pattern, pathname);
    if (params) return { value, params };
  }
  return null;
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a stray % typed by hand
  }
}
