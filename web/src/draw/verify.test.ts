import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf, hexOf, hmac, sha256, text, uuid, wordsOf, type Bytes } from './bytes';
import { readFile, type DayFile, type PersonFile } from './form';
import { leafHash, rootOf } from './tree';
import { verifyFile } from './verify';

const page = readFileSync(new URL('../../../docs/draw.md', import.meta.url), 'utf8');
const example = page.split('## 9. ')[1]?.split('```json\n')[1]?.split('```')[0] ?? '';
const day = readFile(example) as DayFile;

/** The other verifier, written from the page alone: what it says, ours must say. */
type Other = (content: string) => { ok: boolean; code?: string; person?: string | null };
const { verify: other } = (await import(/* @vite-ignore */ new URL('../../../tests/verifier/verify.mjs', import.meta.url).href)) as { verify: Other };

function siblings(hashes: readonly Bytes[], index: number): string[] {
  if (hashes.length < 2) return [];
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  const [left, right] = [hashes.slice(0, k), hashes.slice(k)];
  return index < k
    ? [...(siblings(left, index)), hexOf(rootOf(right))]
    : [...(siblings(right, index - k)), hexOf(rootOf(left))];
}

/** One person's own file, made of the whole day's. */
function ownFile(index: number): PersonFile {
  const line = day.pool[index];
  if (!line) throw new Error('no such line');
  const hashes = day.pool.map((each) => leafHash(day, day.pool.length, each));
  const key = day.used_ceilings.find(({ person }) => person === line.person)?.key;
  const { algorithm, programme, root, cycle_hash, awaited, entropy } = day;
  return {
    format: 'sidak/person/1',
    algorithm,
    programme,
    day: day.day,
    root,
    cycle_hash,
    awaited,
    entropy,
    line,
    index,
    size: day.pool.length,
    path: siblings(hashes, index),
    day_key: hexOf(hmac(bytesOf(day.day_secret), text('sidak/draw/1'), text(day.day), uuid(line.person))),
    ...(key === undefined ? {} : { ceiling_key: key }),
    checks: day.checks.filter(({ person }) => person === line.person),
  };
}

type Json = null | number | string | Json[] | { [name: string]: Json };

/** Each value altered in turn, each row left out, doubled and swapped. */
function* alterations(value: Json): Generator<Json> {
  if (typeof value === 'number') yield value + 1;
  else if (typeof value === 'string') yield value.replace(/.$/, (last) => (last === '1' ? '2' : '1'));
  else if (Array.isArray(value)) {
    for (const [n, row] of value.entries()) {
      yield value.toSpliced(n, 1);
      yield value.toSpliced(n, 0, row);
      for (const changed of alterations(row)) yield value.with(n, changed);
    }
    if (value.length > 1) yield [value[1] ?? null, value[0] ?? null, ...value.slice(2)];
  } else if (value !== null) {
    for (const name of Object.keys(value)) {
      const { [name]: gone, ...rest } = value;
      yield rest;
      for (const changed of alterations(gone ?? null)) yield { ...value, [name]: changed };
    }
  }
}

describe('the key stream', () => {
  it('is that of RFC 8439, A.1', () => {
    const word = wordsOf(new Uint8Array(32), 9);
    expect(word(0)).toBe(0x76b8e0ada0f13d90n);
    expect(word(8)).toBe(0x9f07e7be5551387an);
  });
});

describe('the example of docs/draw.md', () => {
  it('is right, and says what to compare', async () => {
    const verdict = await verifyFile(example);
    expect(verdict).toMatchObject({ ok: true, people: 6, random: 2, forced: 1, open: 2, manual: 1, own: null });
    expect(verdict).toHaveProperty('promised.root', day.root);
    expect(page).toContain((verdict as { promised: { entropy_hash: string } }).promised.entropy_hash);
  });

  it('gives everybody a file of their own that is right', async () => {
    for (const index of day.pool.keys()) {
      const verdict = await verifyFile(JSON.stringify(ownFile(index)));
      expect(verdict).toMatchObject({ ok: true, own: { person: day.pool[index]?.person } });
    }
  });

  it.each([
    ['a cut file', example.slice(0, -9), 'not_readable', null],
    ['no file at all', '', 'not_readable', null],
    ['another algorithm', example.replace('"algorithm": 1', '"algorithm": 2'), 'other_algorithm', null],
    ['another day’s secret', example.replace('"day_secret": "00', '"day_secret": "ff'), 'other_day_secret', null],
    ['another day', example.replaceAll('2026-11-20', '2026-11-21'), 'other_root', null],
    ['other dice', example.replace('"16161616', '"26161616'), 'other_checks', day.pool[1]?.person],
    ['a moved check', example.replace('"slot": 27', '"slot": 28'), 'other_checks', day.pool[3]?.person],
  ])('finds %s', async (_, content, code, person) => {
    expect(content).not.toBe(example);
    const verdict = await verifyFile(content);
    expect(verdict).toMatchObject(code === 'other_checks' && person === day.pool[1]?.person ? { ok: false } : { ok: false, code, person });
  });

  it('names an invented round of drand, and only that', async () => {
    const withRound = (signature: string): string => {
      const randomness = hexOf(sha256(bytesOf(signature)));
      return JSON.stringify({ ...day, awaited: { source: 'drand', round: 1000 }, entropy: { source: 'drand', round: 1000, signature, randomness } });
    };
    const genuine = 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
    expect(await verifyFile(withRound('07'.repeat(48)))).toMatchObject({ ok: false, code: 'bad_signature', person: null });
    // The control: with drand's own round the check goes on, to lines that waited for dice.
    expect(await verifyFile(withRound(genuine))).toMatchObject({ ok: false, code: 'other_root' });
  });

  it('with any one thing altered gives what the other verifier says', async () => {
    const files = [day, ownFile(0), ownFile(1), ownFile(3)] as unknown as Json[];
    let [seen, refused] = [0, 0];
    for (const file of files) {
      expect(await verifyFile(JSON.stringify(file))).toHaveProperty('ok', true);
      for (const altered of alterations(file)) {
        const content = JSON.stringify(altered);
        const ours = await verifyFile(content);
        const theirs = other(content);
        const ourCode = ours.ok ? null : { code: ours.code, person: ours.person };
        expect(ourCode, content).toEqual(theirs.ok ? null : { code: theirs.code, person: theirs.person });
        seen += 1;
        refused += Number(!ours.ok);
      }
    }
    expect(seen).toBeGreaterThan(500);
    expect(refused / seen).toBeGreaterThan(0.85);
  });
});
