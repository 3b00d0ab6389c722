/**
 * Reads and replaces single values and rows in a policy file without touching anything else: the remarks with their legal
 * sources stay. The server judges the file. Pure.
 */
import { find, lineEnd, steps, type Rows } from './tree';

/** What can be written: a row is keys with values. */
export type Data = string | number | boolean | readonly Data[] | { readonly [key: string]: Data };

/** The value as it is written, such as `200_000` or `"WIB"`; `null` when the key is not there or is a section. */
export function raw(text: string, path: string): string | null {
  const node = find(text, steps(path));
  return node === undefined || (node.kind !== 'value' && !node.inline) ? null : text.slice(node.start, node.end);
}

/** The file with one value replaced, or put in at the head of its section. */
export function put(text: string, path: string, value: string): string {
  const way = steps(path);
  const there = find(text, way);
  if (there && (there.kind === 'value' || there.inline)) return splice(text, there.start, there.end, value);
  const above = find(text, way.slice(0, -1));
  const pair = `${String(way.at(-1))} = ${value}`;
  if (above?.kind === 'section' && above.inline) {
    const last = [...above.entries.values()].at(-1);
    return last ? splice(text, last.end, last.end, `, ${pair}`) : splice(text, above.start, above.end, `{ ${pair} }`);
  }
  if (above?.kind === 'section' && above.insert !== null) {
    const before = text.slice(0, above.insert);
    return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${pair}\n${text.slice(above.insert)}`;
  }
  return `${text.trimEnd()}\n\n[${way.slice(0, -1).join('.')}]\n${pair}\n`;
}

/** How many rows there are. */
export function rows(text: string, path: string): number {
  const node = find(text, steps(path));
  return node?.kind === 'rows' ? node.items.length : 0;
}

/** One more row, before the one that is at `place` now; without it behind the last. */
export function addRow(text: string, path: string, row: Data, place?: number): string {
  const way = steps(path);
  const node = find(text, way);
  const above = find(text, way.slice(0, -1));
  if (node?.kind === 'rows' && node.inline) return addInline(text, node, row, place ?? node.items.length);
  if (!(node?.kind === 'rows') && above?.kind === 'section' && (above.inline || isRow(way))) return put(text, path, `[${written(row)}]`);
  const block = blockOf(way, row);
  if (node?.kind !== 'rows') {
    const end = above?.kind === 'section' ? lineEnd(text, above.end) : text.length;
    return `${text.slice(0, end).trimEnd()}\n\n${block}${text.slice(end) || '\n'}`;
  }
  const next = node.items[place ?? node.items.length];
  if (next) return splice(text, next.start, next.start, `${block}\n\n`);
  const end = lineEnd(text, node.items.at(-1)?.end ?? node.end);
  return splice(text, end, end, `\n\n${block}`);
}

/** The file without one row. Remarks between rows stay. */
export function removeRow(text: string, path: string, place: number): string {
  const node = find(text, steps(path));
  const item = node?.kind === 'rows' ? node.items[place] : undefined;
  if (node?.kind !== 'rows' || !item) return text;
  if (!node.inline) {
    const end = lineEnd(text, item.end);
    return text.slice(0, item.start) + text.slice(end).replace(/^\n{1,2}/, '');
  }
  const next = node.items[place + 1];
  if (next) return splice(text, item.start, next.start, '');
  const before = node.items[place - 1];
  return before ? splice(text, before.end, item.end, '') : splice(text, node.start, node.end, '[]');
}

const splice = (text: string, start: number, end: number, by: string): string => text.slice(0, start) + by + text.slice(end);

/** Below a row of another list: it is written within that row. */
const isRow = (way: readonly (string | number)[]): boolean => typeof way.at(-2) === 'number';

function addInline(text: string, node: Rows, row: Data, place: number): string {
  const at = node.items[Math.min(place, node.items.length - 1)];
  if (!at) return splice(text, node.start, node.end, `[${written(row)}]`);
  const lead = /\n[ \t]*$/.exec(text.slice(0, at.start))?.[0]; // one row on a line: so is the new one
  const between = `,${lead ?? ' '}`;
  return place < node.items.length
    ? splice(text, at.start, at.start, written(row) + between)
    : splice(text, at.end, at.end, between + written(row));
}

/** `[[hours.seasons]]` with a line for each key, and rows within it a line each. */
function blockOf(way: readonly (string | number)[], row: Data): string {
  const head = `[[${way.filter((step) => typeof step === 'string').join('.')}]]`;
  if (typeof row !== 'object' || isList(row)) return head;
  const lines = Object.entries(row).map(([key, value]) => {
    const many = isList(value) && value.some((each) => typeof each === 'object');
    return `${key} = ${many ? `[\n${value.map((each) => `  ${written(each)},\n`).join('')}]` : written(value)}`;
  });
  return [head, ...lines].join('\n');
}

const isList = (data: Data): data is readonly Data[] => Array.isArray(data);

/** In one line, as the presets write it. */
function written(data: Data): string {
  if (typeof data === 'string') return quoted(data);
  if (typeof data !== 'object') return String(data);
  if (isList(data)) return `[${data.map(written).join(', ')}]`;
  const pairs = Object.entries(data).map(([key, value]) => `${key} = ${written(value)}`);
  return `{ ${pairs.join(', ')} }`;
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
