// Every reason and every fact that the rules know has words here: what has none reads "something else is on record".
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from './en/reasons';
import id from './id/reasons';

/** The variants of a Rust enum, as JSON names them. */
function variants(file: string, name: string): string[] {
  const source = readFileSync(new URL(`../../../core/src/${file}`, import.meta.url), 'utf8');
  const body = source.split(`pub enum ${name} {`)[1]?.split('\n}')[0] ?? '';
  return [...body.matchAll(/^ {4}([A-Z]\w*)/gm)].map(([, variant = '']) => variant.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase());
}

describe.each([
  ['facts', variants('check.rs', 'Fact')],
  ['reasons', variants('outcome/reason.rs', 'Reason')],
] as const)('%s', (kind, known) => {
  it('are found in the rules', () => expect(known.length).toBeGreaterThan(15));
  it.each([
    ['id', id],
    ['en', en],
  ] as const)('all have words: %s', (_, words) => expect(known.filter((code) => !(code in words[kind]))).toEqual([]));
});
