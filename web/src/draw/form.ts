/** The form of a revealed draw's file, as docs/draw.md §10 lays it down: what is not exactly so is not readable. */
import * as v from 'valibot';

const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const u8 = whole(0, 255);
const u16 = whole(0, 65_535);
const u32 = whole(0, 4_294_967_295);
const natural = whole(0, Number.MAX_SAFE_INTEGER);
const moment = whole(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const hex = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${String(bytes * 2)}}$`)));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isOnTheCalendar));

function isOnTheCalendar(text: string): boolean {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
}

const line = v.strictObject({
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
  windows: v.array(v.strictTuple([moment, moment])),
});
const check = v.strictObject({ person: id, at: moment, slot: u32, kind: v.picklist(['random', 'forced']) });

const outcome = v.picklist([
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
]);
const end = v.nullable(v.strictObject({ outcome, at: moment }));
const by = v.nullable(id);
const step = v.variant('what', [
  v.strictObject({ what: v.literal('deferred'), at: moment, by, why: v.string(), words: v.string(), until: moment }),
  v.strictObject({ what: v.literal('handed_over'), at: moment, by, to: id, words: v.string() }),
  v.strictObject({ what: v.literal('voided'), at: moment, by, why: v.string(), words: v.string() }),
]);

const throws = v.strictObject({ official: id, digits: v.string() });
const head = {
  algorithm: u8,
  programme: id,
  day,
  root: hex(32),
  cycle_hash: hex(32),
  awaited: v.strictObject({ source: v.picklist(['none', 'dice', 'drand']), round: v.exactOptional(natural) }),
  entropy: v.nullable(
    v.variant('source', [
      v.strictObject({ source: v.literal('dice'), throws: v.strictTuple([throws, throws]) }),
      v.strictObject({ source: v.literal('drand'), round: natural, signature: hex(48), randomness: hex(32) }),
    ]),
  ),
};

const file = v.variant('format', [
  v.strictObject({
    format: v.literal('sidak/day/1'),
    ...head,
    secret_hash: hex(32),
    day_secret: hex(32),
    pool: v.array(line),
    checks: v.array(check),
    used_ceilings: v.array(v.strictObject({ person: id, cycle: u32, ceiling: u16, key: hex(32) })),
    happened: v.array(v.strictObject({ person: id, at: moment, end, steps: v.array(step) })),
    manual: v.array(v.strictObject({ person: id, at: moment, by: id, words: v.string(), end, steps: v.array(step) })),
  }),
  v.strictObject({
    format: v.literal('sidak/person/1'),
    ...head,
    line,
    index: natural,
    size: natural,
    path: v.array(hex(32)),
    day_key: hex(32),
    ceiling_key: v.exactOptional(hex(32)),
    checks: v.array(check),
  }),
]);

export type Line = v.InferOutput<typeof line>;
export type Check = v.InferOutput<typeof check>;
export type DrawFile = v.InferOutput<typeof file>;
export type DayFile = Extract<DrawFile, { format: 'sidak/day/1' }>;
export type PersonFile = Extract<DrawFile, { format: 'sidak/person/1' }>;
export type Entropy = NonNullable<DrawFile['entropy']>;

/** `null` when the text is no such file. */
export function readFile(text: string): DrawFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const result = v.safeParse(file, value, { abortEarly: true });
  return result.success ? result.output : null;
}
