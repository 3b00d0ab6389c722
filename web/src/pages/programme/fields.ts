/** Which values of a policy stand in the form, how they are shown there, and how what is typed goes into the file. */
import { asNumber, asText, grouped, quoted, raw } from './toml';

export type Kind = 'text' | 'long' | 'day' | 'zone' | 'whole' | 'share' | 'millionths' | 'choice';

export interface FieldOf {
  path: string;
  kind: Kind;
  /** What holds when the file does not name it. */
  usual?: string;
}

const whole = (path: string, usual?: string): FieldOf => ({ path, kind: 'whole', ...(usual === undefined ? {} : { usual }) });

/** Where randomness from outside may come from. */
export const ENTROPIES = ['none', 'dice', 'drand'] as const;

/** In the order of the form. The names are keys of the catalogue. */
export const GROUPS = [
  {
    name: 'what',
    fields: [
      { path: 'name', kind: 'text' },
      { path: 'legal_source', kind: 'long' },
      { path: 'from', kind: 'day' },
      { path: 'to', kind: 'day' },
      { path: 'zone', kind: 'zone' },
    ],
  },
  // Its fields are rows and stand in Hours.svelte.
  { name: 'hours', fields: [] },
  { name: 'status', fields: [whole('status.minutes_per_day', '0')] },
  { name: 'quota', fields: [whole('quota.at_home_percent')] },
  {
    name: 'answer',
    fields: [
      'ready_within_minutes',
      'start_window_minutes',
      'ring_seconds',
      'attempts',
      'minutes_between',
      'prepare_seconds',
      'verdict_minutes',
      'deferrals',
      'deferral_minutes',
      'callback_minutes',
    ].map((key) => whole(`answer.${key}`, key === 'callback_minutes' ? '5' : undefined)),
  },
  { name: 'capacity', fields: ['at_once', 'per_hour', 'per_day', 'manual_per_day'].map((key) => whole(`capacity.${key}`)) },
  {
    name: 'draw',
    fields: [
      { path: 'draw.chance_per_day_millionths', kind: 'millionths' },
      whole('draw.ceiling_from_days'),
      whole('draw.ceiling_to_days'),
      whole('draw.checks_per_day_max', '2'),
      whole('draw.cool_down_days', '0'),
      whole('draw.cool_down_percent', '100'),
    ],
  },
  {
    name: 'score',
    fields: [
      whole('score.min_checks'),
      whole('score.min_misses'),
      { path: 'score.rate_floor', kind: 'share' },
      { path: 'score.probability', kind: 'share' },
      whole('score.half_life_days'),
      { path: 'score.manual_weight', kind: 'share', usual: '0.0' },
    ],
  },
  { name: 'review', fields: [whole('review.reply_days'), whole('review.decide_days'), whole('review.wfo_max_days')] },
] as const satisfies readonly { name: string; fields: readonly FieldOf[] }[];

/** What a person may enter for themselves. */
export const KINDS_PATH = 'status.kinds';
export const KINDS = ['official_meeting', 'prayer', 'short_break', 'permission', 'sick'] as const;

export const CATEGORIES_PATH = 'quota.exempt_categories';
export const CATEGORIES = ['administration', 'leadership_support', 'direct_service', 'health', 'education', 'security', 'other'] as const;

/** 0.8 × 100 is 80.00000000000001: an integer of hundredths of a per cent keeps what was typed. */
const tidy = (value: number): string => String(Math.round(value * 10_000) / 10_000);

/** What the form shows for the value in the file. Decimal point; the pages' comma is put in by the caller. */
export function show(toml: string, { path, kind, usual }: FieldOf): string {
  const written = raw(toml, path) ?? usual ?? null;
  const number = asNumber(written);
  if (kind === 'share') return number === null ? asText(written) : tidy(number * 100);
  if (kind === 'millionths') return number === null ? asText(written) : tidy(number / 10_000);
  if (kind === 'whole') return number === null ? asText(written) : tidy(number);
  return asText(written);
}

/** What goes into the file for what was typed, or `null` when it is no such value. Bounds are the server's business. */
export function written(kind: Kind, typed: string): string | null {
  const text = typed.trim();
  if (kind === 'text' || kind === 'long' || kind === 'zone' || kind === 'choice') return quoted(typed);
  if (kind === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? quoted(text) : null;
  if (kind === 'whole') return /^\d{1,7}$/.test(text) ? grouped(Number(text)) : null;
  const plain = text.replace(',', '.');
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(plain)) return null;
  if (kind === 'millionths') return grouped(Math.round(Number(plain) * 10_000));
  const share = tidy(Number(plain) / 100);
  return share.includes('.') ? share : `${share}.0`; // a real number stays one in TOML
}
