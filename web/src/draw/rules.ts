/** Sections 3 to 6 of docs/draw.md: what came from outside, bounds, chance, threshold, and the draw of one line. Pure. */
import { bytesOf, hmac, join, number, same, sha256, text, uuid, wordsOf, type Bytes } from './bytes';
import type { Check, DrawFile, Entropy, Line } from './form';

const MINUTE = 60_000;
const SLOTS_MAX = 1500;
const WINDOWS_MAX = 16;
const TWO_64 = 1n << 64n;
/** Words beyond those of the minutes: passing over is rarer than once in 2^53. */
const SPARE = 64;

export type Misfit = 'other_entropy' | 'bad_signature';

/** What is wrong with what came from outside; `null` when nothing is. */
export async function entropyMisfit({ awaited, entropy }: DrawFile): Promise<Misfit | null> {
  if (!roundFits(awaited)) return 'other_entropy';
  if (entropy === null) return null;
  if (entropy.source !== awaited.source) return 'other_entropy';
  if (entropy.source === 'drand') {
    const { round, signature, randomness } = entropy;
    if (round !== awaited.round || !same(sha256(bytesOf(signature)), bytesOf(randomness))) return 'other_entropy';
    const { isDrands } = await import('./beacon');
    return isDrands(round, signature) ? null : 'bad_signature';
  }
  const [first, second] = entropy.throws;
  const sound = first.official < second.official && [first, second].every(({ digits }) => /^[1-6]{20,200}$/.test(digits));
  return sound ? null : 'other_entropy';
}

export const roundFits = ({ source, round }: DrawFile['awaited']): boolean => (source === 'drand' ? (round ?? 0) >= 1 : round === undefined);

export function entropyBytes(entropy: Entropy): Bytes {
  if (entropy.source === 'drand') return join(text('drand'), number(entropy.round, 8), bytesOf(entropy.randomness));
  const throws = entropy.throws.map(({ official, digits }) => join(uuid(official), number(digits.length, 2), text(digits)));
  return join(text('dice'), ...throws);
}

export const drawKey = (dayKey: Bytes, entropy: Entropy | null): Bytes =>
  entropy === null ? dayKey : hmac(dayKey, text('sidak/public/1'), entropyBytes(entropy));

export function inBounds(line: Line): boolean {
  let minutes = 0;
  let before = -Infinity;
  for (const [start, end] of line.windows) {
    if (!(start < end && before <= start && start % MINUTE === 0 && end % MINUTE === 0)) return false;
    minutes += (end - start) / MINUTE;
    before = end;
  }
  const within = (value: number, least: number, most: number): boolean => least <= value && value <= most;
  return (
    line.windows.length <= WINDOWS_MAX &&
    minutes <= SLOTS_MAX &&
    within(line.base_chance_millionths, 1, 999_999) &&
    within(line.cool_down_percent, 1, 100) &&
    within(line.checks_max, 1, 5) &&
    within(line.ceiling_from, 2, line.ceiling_to)
  );
}

export function chanceOf(line: Line): number {
  if (line.cycle === 0 || line.days_since_check >= line.cool_down_days) return line.base_chance_millionths;
  return Math.max(1, Math.floor((line.base_chance_millionths * line.cool_down_percent) / 100));
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> 64n;

function power(base: bigint, exponent: number): bigint {
  let result: bigint | null = null;
  for (let [q, n] = [base, exponent]; n > 0; n = Math.floor(n / 2), q = times(q, q)) {
    if (n % 2 === 1) result = result === null ? q : times(result, q);
  }
  return result ?? TWO_64;
}

const known = new Map<string, bigint>();

export function thresholdOf(chance: number, slots: number): bigint {
  if (slots === 0) return 0n;
  const name = `${String(chance)} ${String(slots)}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const wanted = (BigInt(1_000_000 - chance) * TWO_64) / 1_000_000n;
  let [low, high] = [1n, TWO_64 - 1n];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (power(TWO_64 - middle, slots) <= wanted) high = middle;
    else low = middle + 1n;
  }
  known.set(name, low);
  return low;
}

export const slotsOf = (line: Line): number => line.windows.reduce((sum, [start, end]) => sum + (end - start) / MINUTE, 0);

function momentOf(line: Line, slot: number): number {
  let left = slot;
  for (const [start, end] of line.windows) {
    const minutes = (end - start) / MINUTE;
    if (left < minutes) return start + left * MINUTE;
    left -= minutes;
  }
  return Number.NaN;
}

function uniform(word: (at: number) => bigint, from: number, n: number): number {
  const limit = (TWO_64 / BigInt(n)) * BigInt(n);
  for (let at = from; ; at++) {
    const w = word(at);
    if (w < limit) return Number(w % BigInt(n));
  }
}

export const ceilingOf = (line: Line, key: Bytes): number =>
  line.ceiling_from + uniform(wordsOf(key, SPARE), 0, line.ceiling_to - line.ceiling_from + 1);

/** The checks of a line; without a ceiling key only random ones. */
export function drawLine(line: Line, key: Bytes, ceilingKey: Bytes | null): Check[] {
  const slots = slotsOf(line);
  const threshold = BigInt(`0x${line.threshold}`);
  const word = wordsOf(key, slots + SPARE);
  const at = (slot: number, kind: Check['kind']): Check => ({ person: line.person, at: momentOf(line, slot), slot, kind });
  const drawn: Check[] = [];
  for (let slot = 0; slot < slots && drawn.length < line.checks_max; slot++) {
    if (word(slot) < threshold) drawn.push(at(slot, 'random'));
  }
  const forced = drawn.length === 0 && slots > 0 && ceilingKey !== null && line.days_since_check + 1 >= ceilingOf(line, ceilingKey);
  return forced ? [at(uniform(word, slots, slots), 'forced')] : drawn;
}
