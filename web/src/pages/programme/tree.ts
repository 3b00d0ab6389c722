/**
 * Where each value of a policy file stands in its text: sections, rows (`[[…]]` or `[{ … }, …]`) and single values.
 * Lenient: what cannot be read is passed over, because people type in that text and the server judges it. Knows nothing
 * of what values mean. Pure.
 */

/** A string, a number, a date, or what else is no table and no array. */
export interface Value {
  kind: 'value';
  start: number;
  end: number;
}

export interface Section {
  kind: 'section';
  start: number;
  /** Behind its last statement, and behind those of the sections in it. */
  end: number;
  /** `{ … }` within one value. */
  inline: boolean;
  entries: Map<string, Node>;
  /** Where a new key goes; `null` for a section that only its parts name. */
  insert: number | null;
}

export interface Rows {
  kind: 'rows';
  start: number;
  end: number;
  /** `[ … ]` within one value, else one `[[…]]` each. */
  inline: boolean;
  items: Node[];
}

export type Node = Value | Section | Rows;

/** The end of the line that `from` stands in. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The end of the string that begins at `from`, behind its closing quotes; of an open one the end of its line. */
export function endOfString(text: string, from: number): number {
  const quote = text[from] ?? '';
  const fence = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  for (let at = from + fence.length; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text.startsWith(fence, at)) return at + fence.length;
    else if (fence.length === 1 && text[at] === '\n') return at;
  }
  return text.length;
}

const KEY = /[A-Za-z0-9_-]+/y;

/** One file is read at a time, by a cursor. */
class Reader {
  at = 0;
  constructor(readonly text: string) {}

  /** Over spaces; in arrays over lines and remarks too. */
  skip(lines: boolean): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r' || (lines && char === '\n')) this.at++;
      else if (lines && char === '#') this.at = lineEnd(this.text, this.at);
      else return;
    }
  }

  /** A dotted key, or `null` when there is none. */
  key(): string[] | null {
    const names: string[] = [];
    for (;;) {
      this.skip(false);
      const char = this.text[this.at];
      if (char === '"' || char === "'") {
        const end = endOfString(this.text, this.at);
        names.push(this.text.slice(this.at + 1, end - 1));
        this.at = end;
      } else {
        KEY.lastIndex = this.at;
        const found = KEY.exec(this.text);
        if (!found) return null;
        names.push(found[0]);
        this.at = KEY.lastIndex;
      }
      this.skip(false);
      if (this.text[this.at] !== '.') return names;
      this.at++;
    }
  }

  value(): Node {
    const start = this.at;
    const char = this.text[start];
    if (char === '[') return this.array(start);
    if (char === '{') return this.table(start);
    if (char === '"' || char === "'") this.at = endOfString(this.text, start);
    else {
      const rest = /[\s#,\]}]/.exec(this.text.slice(start));
      this.at = rest ? start + rest.index : this.text.length;
    }
    return { kind: 'value', start, end: this.at };
  }

  private array(start: number): Rows {
    const rows: Rows = { kind: 'rows', start, end: start, inline: true, items: [] };
    this.at++;
    for (;;) {
      this.skip(true);
      const char = this.text[this.at];
      if (char === undefined) break;
      if (char === ']') {
        this.at++;
        break;
      }
      if (char === ',' || char === '}') this.at++;
      else rows.items.push(this.value());
    }
    rows.end = this.at;
    return rows;
  }

  private table(start: number): Section {
    const table: Section = { kind: 'section', start, end: start, inline: true, entries: new Map(), insert: null };
    this.at++;
    for (;;) {
      this.skip(true);
      const char = this.text[this.at];
      if (char === undefined) break;
      if (char === '}') {
        this.at++;
        break;
      }
      const key = this.key();
      if (key && this.text[this.at] === '=') {
        this.at++;
        this.skip(false);
        table.entries.set(key.join('.'), this.value());
      } else this.at++;
    }
    table.end = this.at;
    return table;
  }
}

const section = (start: number, insert: number | null): Section => ({
  kind: 'section',
  start,
  end: start,
  inline: false,
  entries: new Map(),
  insert,
});

/** The section that a header means by a name: there already, the last row of that name, or new. */
function into(parent: Section, name: string, start: number): Section | null {
  const there = parent.entries.get(name);
  if (!there) {
    const made = section(start, null);
    parent.entries.set(name, made);
    return made;
  }
  if (there.kind === 'section') return there.inline ? null : there;
  const last = there.kind === 'rows' && !there.inline ? there.items.at(-1) : undefined;
  return last?.kind === 'section' ? last : null;
}

/** All that a header's statements lengthen: the file, the sections on the way, the one it opens, and rows among them. */
function open(root: Section, names: readonly string[], row: boolean, start: number, insert: number): (Section | Rows)[] | null {
  const chain: (Section | Rows)[] = [root];
  let here = root;
  for (const [depth, name] of names.entries()) {
    if (row && depth === names.length - 1) {
      const there = here.entries.get(name) ?? { kind: 'rows', start, end: start, inline: false, items: [] };
      if (there.kind !== 'rows' || there.inline) return null;
      here.entries.set(name, there);
      const made = section(start, insert);
      there.items.push(made);
      chain.push(there, made);
      return chain;
    }
    const next = into(here, name, start);
    if (!next) return null;
    const rows = here.entries.get(name);
    if (rows?.kind === 'rows') chain.push(rows);
    chain.push(next);
    here = next;
  }
  here.insert ??= insert;
  return chain;
}

function read(text: string): Section {
  const reader = new Reader(text);
  const root = section(0, 0);
  let chain: (Section | Rows)[] | null = [root];
  while (reader.at < text.length) {
    reader.skip(true);
    const start = reader.at;
    if (start >= text.length) break;
    if (text[start] === '[') {
      const row = text[start + 1] === '[';
      reader.at += row ? 2 : 1;
      const names = reader.key();
      const end = lineEnd(text, start);
      const closed = text.startsWith(row ? ']]' : ']', reader.at);
      chain = names && closed ? open(root, names, row, start, Math.min(end + 1, text.length)) : null;
      for (const each of chain ?? []) each.end = reader.at + (row ? 2 : 1);
      reader.at = end;
      continue;
    }
    const key = reader.key();
    const here = chain?.at(-1);
    if (key && text[reader.at] === '=') {
      reader.at++;
      reader.skip(false);
      const value = reader.value();
      if (here?.kind === 'section') {
        here.entries.set(key.join('.'), value);
        for (const each of chain ?? []) each.end = value.end;
      }
    }
    reader.at = lineEnd(text, reader.at);
  }
  return root;
}

/** The last one is kept: a form asks for forty values of the same text. */
let kept: { text: string; root: Section } | undefined;

export function tree(text: string): Section {
  if (kept?.text !== text) kept = { text, root: read(text) };
  return kept.root;
}

/** `hours.days[0].start` as names and places, as the server writes paths too. */
export const steps = (path: string): (string | number)[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map((found) => (found[2] === undefined ? (found[1] ?? '') : Number(found[2])));

export function find(text: string, way: readonly (string | number)[]): Node | undefined {
  let here: Node | undefined = tree(text);
  for (const step of way) {
    if (typeof step === 'number') here = here?.kind === 'rows' ? here.items[step] : undefined;
    else here = here?.kind === 'section' ? here.entries.get(step) : undefined;
  }
  return here;
}
