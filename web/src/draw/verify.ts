/**
 * Checks a revealed draw in the browser, by docs/draw.md §10 and in its order: no server takes part. What was published
 * before the day is compared by the caller.
 */
import { bytesOf, hexOf, hmac, same, sha256, text, uuid, type Bytes } from './bytes';
import { readFile, type Check, type DayFile, type DrawFile, type Entropy, type Line, type PersonFile } from './form';
import { ceilingOf, chanceOf, drawKey, drawLine, entropyBytes, entropyMisfit, inBounds, roundFits, slotsOf, thresholdOf } from './rules';
import { isIncluded, leafHash, rootOf } from './tree';

export type FaultCode =
  | 'not_readable'
  | 'other_algorithm'
  | 'too_many_people'
  | 'other_entropy'
  | 'bad_signature'
  | 'other_day_secret'
  | 'out_of_order'
  | 'other_root'
  | 'not_in_tree'
  | 'out_of_bounds'
  | 'other_odds'
  | 'other_chance'
  | 'other_threshold'
  | 'other_day_key'
  | 'other_ceiling'
  | 'ceiling_shown'
  | 'other_checks'
  | 'not_in_pool'
  | 'not_drawn'
  | 'no_end'
  | 'bad_record'
  | 'bad_manual';

/** What has to be compared with what was published. */
export interface Promised {
  programme: string;
  day: string;
  root: string;
  cycle_hash: string;
  /** Only a whole day's file has it. */
  secret_hash: string | null;
  entropy_hash: string | null;
}

export type Verdict =
  | { ok: false; code: FaultCode; person: string | null }
  | {
      ok: true;
      promised: Promised;
      people: number;
      minutes: number;
      random: number;
      forced: number;
      /** People without a check whose ceiling is still hidden. */
      open: number;
      manual: number;
      /** The only person, in a personal file. */
      own: { person: string; checks: Check[] } | null;
    };

class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    readonly person: string | null = null,
  ) {
    super(code);
  }
}

const POOL_MAX = 200_000;
const STEPS_MAX = 1000;
/** Lines between two reports of progress. */
const STRIDE = 500;

/** Reads and checks a file of either form. `progress` hears of the share that is done. */
export async function verifyFile(content: string, progress: (share: number) => void = () => undefined): Promise<Verdict> {
  try {
    const file = readFile(content);
    if (file === null) throw new Fault('not_readable');
    if (file.algorithm !== 1) throw new Fault('other_algorithm');
    return file.format === 'sidak/day/1' ? await verifyDay(file, progress) : await verifyPerson(file);
  } catch (error) {
    if (error instanceof Fault) return { ok: false, code: error.code, person: error.person };
    throw error;
  }
}

function promisedBy(file: DrawFile): Promised {
  const { programme, day, root, cycle_hash } = file;
  const secret_hash = file.format === 'sidak/day/1' ? file.secret_hash : null;
  return { programme, day, root, cycle_hash, secret_hash, entropy_hash: file.entropy && hexOf(sha256(entropyBytes(file.entropy))) };
}

async function verifyDay(file: DayFile, progress: (share: number) => void): Promise<Verdict> {
  if (file.pool.length > POOL_MAX) throw new Fault('too_many_people');
  if (!roundFits(file.awaited)) throw new Fault('other_entropy');
  const secret = bytesOf(file.day_secret);
  if (!hasHash(secret, file.secret_hash)) throw new Fault('other_day_secret');
  await checkEntropy(file);
  inOrder(file.pool, (a, b) => a.person < b.person, 'out_of_order');
  const hashes: Bytes[] = [];
  for (const line of file.pool) hashes.push(leafHash(file, file.pool.length, line));
  if (!same(rootOf(hashes), bytesOf(file.root))) throw new Fault('other_root');
  inOrder(file.checks, (a, b) => a.person < b.person || (a.person === b.person && a.slot < b.slot), 'other_checks');
  inOrder(file.used_ceilings, (a, b) => a.person < b.person, 'ceiling_shown');
  const { minutes, open } = verifyLines(file, secret, progress);
  verifyRecord(file);
  const random = file.checks.filter(({ kind }) => kind === 'random').length;
  return {
    ok: true,
    promised: promisedBy(file),
    people: file.pool.length,
    minutes,
    random,
    forced: file.checks.length - random,
    open,
    manual: file.manual.length,
    own: null,
  };
}

async function checkEntropy(file: DrawFile): Promise<void> {
  const misfit = await entropyMisfit(file);
  if (misfit !== null) throw new Fault(misfit);
}

const hasHash = (key: Bytes, hash: string): boolean => same(sha256(key), bytesOf(hash));

function inOrder<T extends { person: string }>(rows: readonly T[], before: (a: T, b: T) => boolean, code: FaultCode): void {
  rows.forEach((row, n) => {
    const earlier = rows[n - 1];
    if (earlier && !before(earlier, row)) throw new Fault(code, row.person);
  });
}

const rulesOf = (line: Line): string =>
  [
    line.base_chance_millionths,
    line.cool_down_days,
    line.cool_down_percent,
    line.checks_max,
    line.ceiling_from,
    line.ceiling_to,
  ].join(' ');

function verifyLines(file: DayFile, secret: Bytes, progress: (share: number) => void): { minutes: number; open: number } {
  const checks = new Map<string, Check[]>();
  for (const check of file.checks) checks.set(check.person, [...(checks.get(check.person) ?? []), check]);
  const ceilings = new Map(file.used_ceilings.map((used) => [used.person, used]));
  const rules = new Map<number, string>();
  let [minutes, open] = [0, 0];
  for (const [n, line] of file.pool.entries()) {
    const { person } = line;
    if (n % STRIDE === 0) progress(n / file.pool.length);
    if (!inBounds(line)) throw new Fault('out_of_bounds', person);
    if ((rules.get(line.policy_version) ?? rulesOf(line)) !== rulesOf(line)) throw new Fault('other_odds', person);
    rules.set(line.policy_version, rulesOf(line));
    const used = ceilings.get(person);
    ceilings.delete(person);
    const dayKey = hmac(secret, text('sidak/draw/1'), text(file.day), uuid(person));
    const drawn = verifyLine(line, dayKey, file.entropy, used ? bytesOf(used.key) : null);
    if (used && (used.cycle !== line.cycle || used.ceiling !== ceilingOf(line, bytesOf(used.key)))) throw new Fault('other_ceiling', person);
    if (!sameChecks(checks.get(person) ?? [], drawn)) throw new Fault('other_checks', person);
    checks.delete(person);
    minutes += slotsOf(line);
    if (drawn.length === 0 && slotsOf(line) > 0) open += 1;
  }
  const stranger = [...checks.keys()].toSorted()[0] ?? [...ceilings.keys()].toSorted()[0];
  if (stranger !== undefined) throw new Fault('not_in_pool', stranger);
  return { minutes, open };
}

/** Chance, threshold and keys; answers the checks that the draw gives. */
function verifyLine(line: Line, dayKey: Bytes, entropy: Entropy | null, ceilingKey: Bytes | null): Check[] {
  const { person } = line;
  if (line.chance_millionths !== chanceOf(line)) throw new Fault('other_chance', person);
  if (BigInt(`0x${line.threshold}`) !== thresholdOf(line.chance_millionths, slotsOf(line))) throw new Fault('other_threshold', person);
  if (!hasHash(dayKey, line.day_key_hash)) throw new Fault('other_day_key', person);
  if (ceilingKey !== null && !hasHash(ceilingKey, line.ceiling_key_hash)) throw new Fault('other_ceiling', person);
  const drawn = drawLine(line, drawKey(dayKey, entropy), ceilingKey);
  if ((ceilingKey !== null) === (drawn.length === 0)) throw new Fault('ceiling_shown', person);
  return drawn;
}

const sameChecks = (a: readonly Check[], b: readonly Check[]): boolean =>
  a.length === b.length &&
  a.every((check, n) => {
    const other = b[n];
    return other !== undefined && check.at === other.at && check.slot === other.slot && check.kind === other.kind && check.person === other.person;
  });

function verifyRecord({ checks, happened, manual }: DayFile): void {
  const name = ({ person, at }: { person: string; at: number }): string => `${person} ${String(at)}`;
  const drawn = new Set(checks.map(name));
  for (let n = 0; n < Math.max(checks.length, happened.length); n++) {
    const [check, row] = [checks[n], happened[n]];
    if (check && row && name(check) === name(row)) verifySteps(row);
    else if (row && !(check && drawn.has(name(row)))) throw new Fault('not_drawn', row.person);
    else throw new Fault('no_end', check?.person ?? null);
  }
  manual.forEach((call, n) => {
    const before = manual[n - 1];
    const ordered = !before || before.at < call.at || (before.at === call.at && before.person < call.person);
    if (!ordered || call.words.trim() === '' || call.by === call.person) throw new Fault('bad_manual', call.person);
    verifySteps(call);
  });
}

function verifySteps({ person, end, steps }: Pick<DayFile['happened'][number], 'person' | 'end' | 'steps'>): void {
  const ordered = steps.every((step, n) => {
    const before = steps[n - 1];
    return !before || (before.at <= step.at && before.what !== 'voided');
  });
  const last = steps.at(-1);
  const ended = !last || (end ? last.at <= end.at : last.what !== 'voided');
  if (steps.length > STEPS_MAX || !ordered || !ended) throw new Fault('bad_record', person);
}

async function verifyPerson(file: PersonFile): Promise<Verdict> {
  if (file.size >= 2 ** 32) throw new Fault('too_many_people');
  await checkEntropy(file);
  const { line } = file;
  if (!isIncluded(bytesOf(file.root), leafHash(file, file.size, line), file)) throw new Fault('not_in_tree', line.person);
  if (!inBounds(line)) throw new Fault('out_of_bounds', line.person);
  const ceilingKey = file.ceiling_key === undefined ? null : bytesOf(file.ceiling_key);
  const drawn = verifyLine(line, bytesOf(file.day_key), file.entropy, ceilingKey);
  if (!sameChecks(file.checks, drawn)) throw new Fault('other_checks', line.person);
  const random = drawn.filter(({ kind }) => kind === 'random').length;
  return {
    ok: true,
    promised: promisedBy(file),
    people: file.size,
    minutes: slotsOf(line),
    random,
    forced: drawn.length - random,
    open: drawn.length === 0 && slotsOf(line) > 0 ? 1 : 0,
    manual: 0,
    own: { person: line.person, checks: drawn },
  };
}
