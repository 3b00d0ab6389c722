/**
 * A second verifier of the draw, written from docs/draw.md alone on node:crypto (OpenSSL's ChaCha20, HMAC and SHA-256). It
 * shares no code with Sidak. OpenSSL knows no pairings: for the signature of a round of drand it needs @noble/curves, which
 * `npm ci` in web/ brings.
 *
 *   node verify.mjs FILE        tells what it found; exits with 1 when something does not fit
 *   node verify.mjs --lines     one JSON string (a file's text) a line on stdin, one JSON answer a line on stdout
 */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { bls12_381 } from '../../web/node_modules/@noble/curves/bls12-381.js';

const POOL_MAX = 200_000;
const SLOTS_MAX = 1500;
const WINDOWS_MAX = 16;
const STEPS_MAX = 1000;
const PATH_MAX = 40;
const MINUTE = 60_000;
const TWO_64 = 1n << 64n;

/** The first thing that does not fit. */
class Fault extends Error {
  constructor(code, person = null) {
    super(person === null ? code : `${code} ${person}`);
    this.code = code;
    this.person = person;
  }
}
class NotReadable extends Error {}

// --- Bytes -----------------------------------------------------------------------------------------------------------

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hmac = (key, ...parts) => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};
const bytesOf = (hex) => Buffer.from(hex, 'hex');
const uuid = (id) => bytesOf(id.replaceAll('-', ''));
const unsigned = (value, width) => {
  const out = Buffer.alloc(width);
  let rest = BigInt(value);
  for (let at = width - 1; at >= 0; at--) {
    out[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  return out;
};
const signed64 = (value) => {
  const out = Buffer.alloc(8);
  out.writeBigInt64BE(BigInt(value));
  return out;
};

/** The words of a key: ChaCha20 of zeros. OpenSSL takes the counter, little endian, in front of the nonce. */
function wordsOf(key, count) {
  const cipher = createCipheriv('chacha20', key, Buffer.alloc(16));
  const stream = cipher.update(Buffer.alloc(count * 8));
  return (at) => stream.readBigUInt64BE(at * 8);
}

/** `uniform(words, n)`, the words beginning with number `from`. More than a few are never passed over. */
function uniform(word, from, n) {
  const whole = (TWO_64 / BigInt(n)) * BigInt(n);
  for (let at = from; ; at++) {
    const w = word(at);
    if (w < whole) return Number(w % BigInt(n));
  }
}
const SPARE = 64;

// --- The form of the file --------------------------------------------------------------------------------------------

const refuse = (what) => {
  throw new NotReadable(what);
};
const whole = (least, most) => (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : refuse(at);
const u8 = whole(0, 255);
const u16 = whole(0, 65_535);
const u32 = whole(0, 4_294_967_295);
const natural = whole(0, Number.MAX_SAFE_INTEGER);
const moment = whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const text = (value, at) => (typeof value === 'string' ? value : refuse(at));
const pattern = (shape) => (value, at) => (shape.test(text(value, at)) ? value : refuse(at));
const hex = (bytes) => pattern(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const id = pattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const choice = (...known) => (value, at) => (known.includes(value) ? value : refuse(at));
const orNull = (form) => (value, at) => (value === null ? null : form(value, at));
const list = (form) => (value, at) => (Array.isArray(value) ? value.map((row, n) => form(row, `${at}[${n}]`)) : refuse(at));
const pair = (form) => (value, at) => (Array.isArray(value) && value.length === 2 ? value.map((each) => form(each, at)) : refuse(at));
const calendar = (value, at) => {
  pattern(/^\d{4}-\d{2}-\d{2}$/)(value, at);
  const [year, month, day] = value.split('-').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? value : refuse(at);
};

/** An object with these fields and no others; those of `optional` may be absent. */
const record = (fields, optional = {}) => (value, at) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at);
  for (const name of Object.keys(value)) if (!(name in fields) && !(name in optional)) refuse(`${at}.${name}`);
  for (const [name, form] of Object.entries(fields)) {
    if (!Object.hasOwn(value, name)) refuse(`${at}.${name}`);
    form(value[name], `${at}.${name}`);
  }
  for (const [name, form] of Object.entries(optional)) if (Object.hasOwn(value, name)) form(value[name], `${at}.${name}`);
  return value;
};
const tagged = (tag, forms) => (value, at) => {
  const form = typeof value === 'object' && value !== null && Object.hasOwn(forms, value[tag]) ? forms[value[tag]] : refuse(at);
  return form(value, at);
};

const OUTCOMES = [
  'answered_as_declared',
  'answered_elsewhere',
  'answered_media_failed',
  'called_back',
  'declined_with_reason',
  'reached_not_answered',
  'not_reached',
  'not_ready',
  'system_fault',
  'supervisor_fault',
  'excused',
  'voided',
];
const LINE = {
  person: id,
  supervisor: id,
  policy_version: u32,
  base_chance_millionths: u32,
  cool_down_days: u16,
  cool_down_percent: u8,
  checks_max: u8,
  ceiling_from: u16,
  ceiling_to: u16,
  days_since_check: u16,
  cycle: u32,
  chance_millionths: u32,
  threshold: hex(8),
  day_key_hash: hex(32),
  ceiling_key_hash: hex(32),
  windows: list(pair(moment)),
};
const CHECK = record({ person: id, at: moment, slot: u32, kind: choice('random', 'forced') });
const END = orNull(record({ outcome: choice(...OUTCOMES), at: moment }));
const what = choice('deferred', 'handed_over', 'voided');
const STEP = tagged('what', {
  deferred: record({ what, at: moment, by: orNull(id), why: text, words: text, until: moment }),
  handed_over: record({ what, at: moment, by: orNull(id), to: id, words: text }),
  voided: record({ what, at: moment, by: orNull(id), why: text, words: text }),
});
const source = choice('dice', 'drand');
const throwsOf = record({ official: id, digits: text });
const HEAD = {
  format: text,
  algorithm: u8,
  programme: id,
  day: calendar,
  root: hex(32),
  cycle_hash: hex(32),
  awaited: record({ source: choice('none', 'dice', 'drand') }, { round: natural }),
  entropy: orNull(
    tagged('source', {
      dice: record({ source, throws: pair(throwsOf) }),
      drand: record({ source, round: natural, signature: hex(48), randomness: hex(32) }),
    }),
  ),
};
const FILE = tagged('format', {
  'sidak/day/1': record({
    ...HEAD,
    secret_hash: hex(32),
    day_secret: hex(32),
    pool: list(record(LINE)),
    checks: list(CHECK),
    used_ceilings: list(record({ person: id, cycle: u32, ceiling: u16, key: hex(32) })),
    happened: list(record({ person: id, at: moment, end: END, steps: list(STEP) })),
    manual: list(record({ person: id, at: moment, by: id, words: text, end: END, steps: list(STEP) })),
  }),
  'sidak/person/1': record(
    { ...HEAD, line: record(LINE), index: natural, size: natural, path: list(hex(32)), day_key: hex(32), checks: list(CHECK) },
    { ceiling_key: hex(32) },
  ),
});

// --- Section 3: what came from outside -------------------------------------------------------------------------------

const digitsAreSound = (digits) => /^[1-6]{20,200}$/.test(digits);

function checkAwaited({ source: from, round }) {
  if (from === 'drand' ? !(round >= 1) : round !== undefined) throw new Fault('other_entropy');
}

function checkEntropy({ awaited, entropy }) {
  if (entropy === null) return;
  if (entropy.source !== awaited.source) throw new Fault('other_entropy');
  const fits =
    entropy.source === 'dice'
      ? entropy.throws[0].official < entropy.throws[1].official && entropy.throws.every(({ digits }) => digitsAreSound(digits))
      : entropy.round === awaited.round && sha256(bytesOf(entropy.signature)).equals(bytesOf(entropy.randomness));
  if (!fits) throw new Fault('other_entropy');
  if (entropy.source === 'drand' && !isDrands(entropy)) throw new Fault('bad_signature');
}

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const DRAND_KEY = bls12_381.G2.Point.fromHex(
  '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451' +
    '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
);

/** One file's round, asked for again with each alteration of another field. */
const asked = new Map();
function isDrands({ round, signature }) {
  const name = `${round} ${signature}`;
  if (!asked.has(name)) asked.set(name, pairs(round, signature));
  return asked.get(name);
}

/** e(signature, generator of G2) = e(hash of the message, key), as one product that must be 1. */
function pairs(round, signature) {
  let point;
  try {
    point = bls12_381.G1.Point.fromHex(signature);
    point.assertValidity();
  } catch {
    return false;
  }
  if (point.is0() || !point.isTorsionFree()) return false;
  const message = bls12_381.G1.hashToCurve(sha256(unsigned(round, 8)), { DST });
  const product = bls12_381.pairingBatch([
    { g1: point, g2: bls12_381.G2.Point.BASE },
    { g1: message.negate(), g2: DRAND_KEY },
  ]);
  return bls12_381.fields.Fp12.eql(product, bls12_381.fields.Fp12.ONE);
}

function entropyBytes(entropy) {
  if (entropy.source === 'drand') return Buffer.concat([Buffer.from('drand'), unsigned(entropy.round, 8), bytesOf(entropy.randomness)]);
  const throws = entropy.throws.flatMap(({ official, digits }) => [uuid(official), unsigned(digits.length, 2), Buffer.from(digits)]);
  return Buffer.concat([Buffer.from('dice'), ...throws]);
}

const drawKey = (dayKey, entropy) => (entropy === null ? dayKey : hmac(dayKey, 'sidak/public/1', entropyBytes(entropy)));

// --- Sections 4 to 6: minutes, chance, threshold, draw ---------------------------------------------------------------

function inBounds(line) {
  let minutes = 0;
  let before = -Infinity;
  for (const [start, end] of line.windows) {
    if (!(start < end && before <= start && start % MINUTE === 0 && end % MINUTE === 0)) return false;
    minutes += (end - start) / MINUTE;
    before = end;
  }
  return (
    line.windows.length <= WINDOWS_MAX &&
    minutes <= SLOTS_MAX &&
    line.base_chance_millionths >= 1 &&
    line.base_chance_millionths <= 999_999 &&
    line.cool_down_percent >= 1 &&
    line.cool_down_percent <= 100 &&
    line.checks_max >= 1 &&
    line.checks_max <= 5 &&
    line.ceiling_from >= 2 &&
    line.ceiling_from <= line.ceiling_to
  );
}

function chanceOf(line) {
  if (line.cycle === 0 || line.days_since_check >= line.cool_down_days) return line.base_chance_millionths;
  return Math.max(1, Math.floor((line.base_chance_millionths * line.cool_down_percent) / 100));
}

const times = (a, b) => (a * b) >> 64n;
function power(q, n) {
  let result = null;
  while (n > 0) {
    if (n % 2 === 1) result = result === null ? q : times(result, q);
    q = times(q, q);
    n = Math.floor(n / 2);
  }
  return result;
}

const known = new Map();
function thresholdOf(chance, slots) {
  if (slots === 0) return 0n;
  const name = `${chance} ${slots}`;
  if (!known.has(name)) {
    const wanted = (BigInt(1_000_000 - chance) * TWO_64) / 1_000_000n;
    let [low, high] = [1n, TWO_64 - 1n];
    while (low < high) {
      const middle = (low + high) / 2n;
      if (power(TWO_64 - middle, slots) <= wanted) high = middle;
      else low = middle + 1n;
    }
    known.set(name, low);
  }
  return known.get(name);
}

const slotsOf = (line) => line.windows.reduce((sum, [start, end]) => sum + (end - start) / MINUTE, 0);

function momentOf(line, slot) {
  for (const [start, end] of line.windows) {
    const minutes = (end - start) / MINUTE;
    if (slot < minutes) return start + slot * MINUTE;
    slot -= minutes;
  }
  throw new Error('no such slot');
}

const ceilingOf = (line, key) => line.ceiling_from + uniform(wordsOf(key, SPARE), 0, line.ceiling_to - line.ceiling_from + 1);

/** The checks of a line. Without a ceiling key only random ones. */
function drawLine(line, key, ceilingKey) {
  const slots = slotsOf(line);
  const threshold = BigInt(`0x${line.threshold}`);
  const word = wordsOf(key, slots + SPARE);
  const drawn = [];
  for (let slot = 0; slot < slots && drawn.length < line.checks_max; slot++) {
    if (word(slot) < threshold) drawn.push({ person: line.person, at: momentOf(line, slot), slot, kind: 'random' });
  }
  if (drawn.length === 0 && slots > 0 && ceilingKey !== null && line.days_since_check + 1 >= ceilingOf(line, ceilingKey)) {
    const slot = uniform(word, slots, slots);
    drawn.push({ person: line.person, at: momentOf(line, slot), slot, kind: 'forced' });
  }
  return drawn;
}

// --- Sections 7 and 8: line and tree ---------------------------------------------------------------------------------

function leafHash(file, people, line) {
  const bytes = [
    Buffer.from('sidak/leaf/1'),
    uuid(file.programme),
    Buffer.from(file.day),
    unsigned(['none', 'dice', 'drand'].indexOf(file.awaited.source), 1),
    unsigned(file.awaited.round ?? 0, 8),
    bytesOf(file.cycle_hash),
    unsigned(people, 4),
    uuid(line.person),
    uuid(line.supervisor),
    unsigned(line.policy_version, 4),
    unsigned(line.base_chance_millionths, 4),
    unsigned(line.cool_down_days, 2),
    unsigned(line.cool_down_percent, 1),
    unsigned(line.checks_max, 1),
    unsigned(line.ceiling_from, 2),
    unsigned(line.ceiling_to, 2),
    unsigned(line.days_since_check, 2),
    unsigned(line.cycle, 4),
    unsigned(line.chance_millionths, 4),
    bytesOf(line.threshold),
    bytesOf(line.day_key_hash),
    bytesOf(line.ceiling_key_hash),
    unsigned(line.windows.length % 65_536, 2),
    ...line.windows.flatMap(([start, end]) => [signed64(start), signed64(end)]),
  ];
  return sha256(Buffer.of(0), ...bytes);
}

const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

function rootOf(hashes) {
  if (hashes.length === 0) return sha256(Buffer.alloc(0));
  if (hashes.length === 1) return hashes[0];
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return nodeHash(rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

/** RFC 9162 §2.1.3.2. */
function isIncluded(root, leaf, { index, size, path }) {
  if (index >= size || path.length > PATH_MAX) return false;
  let [fn, sn, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const text of path) {
    const sibling = bytesOf(text);
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else hash = nodeHash(hash, sibling);
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && hash.equals(root);
}

// --- Section 10: the files -------------------------------------------------------------------------------------------

const RULES = ['base_chance_millionths', 'cool_down_days', 'cool_down_percent', 'checks_max', 'ceiling_from', 'ceiling_to'];
const hasHash = (key, hash) => sha256(key).equals(bytesOf(hash));
const sameChecks = (a, b) =>
  a.length === b.length && a.every((check, n) => ['person', 'at', 'slot', 'kind'].every((name) => check[name] === b[n][name]));

/** Chance, threshold, keys; answers the checks that the draw gives. */
function verifyLine(line, dayKey, entropy, ceilingKey) {
  if (line.chance_millionths !== chanceOf(line)) throw new Fault('other_chance', line.person);
  if (BigInt(`0x${line.threshold}`) !== thresholdOf(line.chance_millionths, slotsOf(line))) throw new Fault('other_threshold', line.person);
  if (!hasHash(dayKey, line.day_key_hash)) throw new Fault('other_day_key', line.person);
  if (ceilingKey !== null && !hasHash(ceilingKey, line.ceiling_key_hash)) throw new Fault('other_ceiling', line.person);
  return drawLine(line, drawKey(dayKey, entropy), ceilingKey);
}

function verifyDay(file) {
  if (file.algorithm !== 1) throw new Fault('other_algorithm');
  if (file.pool.length > POOL_MAX) throw new Fault('too_many_people');
  checkAwaited(file.awaited);
  const secret = bytesOf(file.day_secret);
  if (!hasHash(secret, file.secret_hash)) throw new Fault('other_day_secret');
  checkEntropy(file);
  const later = (rows, isBefore) => rows.find((row, n) => n > 0 && !isBefore(rows[n - 1], row))?.person;
  const unordered = later(file.pool, (a, b) => a.person < b.person);
  if (unordered) throw new Fault('out_of_order', unordered);
  const hashes = file.pool.map((line) => leafHash(file, file.pool.length, line));
  if (!rootOf(hashes).equals(bytesOf(file.root))) throw new Fault('other_root');
  const check = later(file.checks, (a, b) => a.person < b.person || (a.person === b.person && a.slot < b.slot));
  if (check) throw new Fault('other_checks', check);
  const ceiling = later(file.used_ceilings, (a, b) => a.person < b.person);
  if (ceiling) throw new Fault('ceiling_shown', ceiling);
  verifyLines(file, secret);
  verifyRecord(file);
  return { form: 'day', people: file.pool.length, checks: file.checks.length, manual: file.manual.length };
}

function verifyLines(file, secret) {
  const checks = Map.groupBy ? Map.groupBy(file.checks, ({ person }) => person) : grouped(file.checks);
  const ceilings = new Map(file.used_ceilings.map((used) => [used.person, used]));
  const rules = new Map();
  for (const line of file.pool) {
    const { person } = line;
    if (!inBounds(line)) throw new Fault('out_of_bounds', person);
    const own = RULES.map((name) => line[name]).join(' ');
    if ((rules.get(line.policy_version) ?? own) !== own) throw new Fault('other_odds', person);
    rules.set(line.policy_version, own);
    const used = ceilings.get(person);
    ceilings.delete(person);
    const dayKey = hmac(secret, 'sidak/draw/1', file.day, uuid(person));
    const drawn = verifyLine(line, dayKey, file.entropy, used ? bytesOf(used.key) : null);
    if ((used !== undefined) === (drawn.length === 0)) throw new Fault('ceiling_shown', person);
    if (used && (used.cycle !== line.cycle || used.ceiling !== ceilingOf(line, bytesOf(used.key)))) throw new Fault('other_ceiling', person);
    if (!sameChecks(checks.get(person) ?? [], drawn)) throw new Fault('other_checks', person);
    checks.delete(person);
  }
  const stranger = [...checks.keys()].sort()[0] ?? [...ceilings.keys()].sort()[0];
  if (stranger) throw new Fault('not_in_pool', stranger);
}

function grouped(rows) {
  const out = new Map();
  for (const row of rows) out.set(row.person, [...(out.get(row.person) ?? []), row]);
  return out;
}

function verifyRecord({ checks, happened, manual }) {
  const name = ({ person, at }) => `${person} ${at}`;
  const drawn = new Set(checks.map(name));
  for (let n = 0; n < Math.max(checks.length, happened.length); n++) {
    const [check, row] = [checks[n], happened[n]];
    if (check && row && name(check) === name(row)) verifySteps(row);
    else if (row && !(check && drawn.has(name(row)))) throw new Fault('not_drawn', row.person);
    else throw new Fault('no_end', check.person);
  }
  manual.forEach((call, n) => {
    const before = manual[n - 1];
    const inOrder = !before || before.at < call.at || (before.at === call.at && before.person < call.person);
    if (!inOrder || call.words.trim() === '' || call.by === call.person) throw new Fault('bad_manual', call.person);
    verifySteps(call);
  });
}

function verifySteps({ person, end, steps }) {
  const inOrder = steps.every((step, n) => n === 0 || (steps[n - 1].at <= step.at && steps[n - 1].what !== 'voided'));
  const last = steps.at(-1);
  const ended = !last || (end ? last.at <= end.at : last.what !== 'voided');
  if (steps.length > STEPS_MAX || !inOrder || !ended) throw new Fault('bad_record', person);
}

function verifyPerson(file) {
  if (file.algorithm !== 1) throw new Fault('other_algorithm');
  if (file.size >= 2 ** 32) throw new Fault('too_many_people');
  checkAwaited(file.awaited);
  checkEntropy(file);
  const { line } = file;
  if (!isIncluded(bytesOf(file.root), leafHash(file, file.size, line), file)) throw new Fault('not_in_tree', line.person);
  if (!inBounds(line)) throw new Fault('out_of_bounds', line.person);
  const ceilingKey = file.ceiling_key === undefined ? null : bytesOf(file.ceiling_key);
  const drawn = verifyLine(line, bytesOf(file.day_key), file.entropy, ceilingKey);
  if ((ceilingKey !== null) === (drawn.length === 0)) throw new Fault('ceiling_shown', line.person);
  if (!sameChecks(file.checks, drawn)) throw new Fault('other_checks', line.person);
  return { form: 'person', people: 1, checks: drawn.length, manual: 0 };
}

/** What a file's text proves: `{ ok: true, … }`, or `{ ok: false, code, person }` with the first thing that does not fit. */
export function verify(content) {
  try {
    let file;
    try {
      file = JSON.parse(content);
    } catch (error) {
      throw new NotReadable(String(error));
    }
    FILE(file, 'file');
    return { ok: true, ...(file.format === 'sidak/day/1' ? verifyDay(file) : verifyPerson(file)) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, code: error.code, person: error.person };
    if (error instanceof NotReadable) return { ok: false, code: 'not_readable', person: null };
    throw error;
  }
}

const [, script, argument] = process.argv;
if (script?.endsWith('verify.mjs') && argument === '--lines') {
  for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(verify(JSON.parse(line))));
} else if (script?.endsWith('verify.mjs') && argument) {
  const found = verify(readFileSync(argument, 'utf8'));
  console.log(JSON.stringify(found));
  process.exitCode = found.ok ? 0 : 1;
}
