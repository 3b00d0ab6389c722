/**
 * Reads and replaces single values in a policy file without touching anything else: the comments with their legal
 * sources stay. Not a TOML parser; the server judges the file. Pure.
 */

interface Place {
  start: number;
  end: number;
}

/** The end of the value that begins at `from`: strings with their escapes, arrays over several lines, else one word. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"' || first === "'") return endOfString(text, from, first);
  if (first === '[' || first === '{') return endOfBracket(text, from);
  const rest = /[\s#,]/.exec(text.slice(from));
  return rest ? from + rest.index : text.length;
}

function endOfString(text: string, from: number, quote: string): number {
  const fence = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  for (let at = from + fence.length; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text.startsWith(fence, at)) return at + fence.length;
    else if (fence.length === 1 && text[at] === '\n') return at;
  }
  return text.length;
}

function endOfBracket(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'") at = endOfString(text, at, char) - 1;
    else if (char === '#') at = lineEnd(text, at) - 1;
    else if ('[{'.includes(char)) depth++;
    else if (']}'.includes(char) && --depth === 0) return at + 1;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

interface Walk {
  value: Place | null;
  /** Where a missing key of the section would be put; `null` when the section is missing too. */
  insert: number | null;
}

function walk(text: string, section: string, key: string): Walk {
  let current: string | null = '';
  let insert: number | null = section === '' ? 0 : null;
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const head = /^\s*\[([^[\]]+)\]\s*(#.*)?$/.exec(line);
    const pair = /^\s*([A-Za-z0-9_-]+)\s*=\s*/.exec(line);
    if (head) {
      current = (head[1] ?? '').trim();
      if (current === section) insert = Math.min(end + 1, text.length);
    } else if (/^\s*\[\[/.test(line)) current = null;
    else if (pair) {
      const start = at + pair[0].length;
      const stop = endOfValue(text, start);
      if (current === section && pair[1] === key) return { value: { start, end: stop }, insert };
      at = lineEnd(text, stop) + 1;
      continue;
    }
    at = end + 1;
  }
  return { value: null, insert };
}

function split(path: string): [string, string] {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)];
}

/** The value as it is written, such as `200_000` or `"WIB"`; `null` when the key is not there. */
export function raw(text: string, path: string): string | null {
  const { value } = walk(text, ...split(path));
  return value === null ? null : text.slice(value.start, value.end);
}

/** The file with one value replaced, or put in at the head of its section. */
export function put(text: string, path: string, value: string): string {
  const [section, key] = split(path);
  const found = walk(text, section, key);
  if (found.value) return text.slice(0, found.value.start) + value + text.slice(found.value.end);
  if (found.insert === null) return `${text.trimEnd()}\n\n[${section}]\n${key} = ${value}\n`;
  const before = text.slice(0, found.insert);
  return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${key} = ${value}\n${text.slice(found.insert)}`;
}

/** A string value without its quotes; anything else as it is written. */
export function asText(value: string | null): string {
  if (value === null) return '';
  if (value.startsWith('"')) {
    try {
      return String(JSON.parse(value)); // TOML's short escapes are JSON's
    } catch {
      return value.slice(1, -1);
    }
  }
  return value.startsWith("'") ? value.slice(1, -1) : value;
}

export const quoted = (value: string): string => JSON.stringify(value);

/** A number, with or without underscores; `null` for anything else. */
export function asNumber(value: string | null): number | null {
  const plain = (value ?? '').replaceAll('_', '');
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** The strings of an array. */
export function asList(value: string | null): string[] {
  const bare = (value ?? '').replace(/#[^\n]*/g, '');
  return [...bare.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
}

export const list = (items: readonly string[]): string => `[${items.map(quoted).join(', ')}]`;

/** 200_000: groups of three, as the presets write large numbers. */
export const grouped = (value: number): string => (value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, '_'));
