/** Where in a policy something stands, in words: `hours.seasons[0].days[4].start` is "Ramadan, Jumat, mulai". */
import { addDays, weekdayLong } from '../../lib/days';
import { asNumber, asText, raw } from './toml';
import { steps } from './tree';
import { words } from './words';

/** A Monday. */
const MONDAY = '2024-01-01';

export const weekdayName = (weekday: number): string => weekdayLong(addDays(MONDAY, weekday - 1));

export function patternName(code: string): string {
  const known: Readonly<Record<string, string>> = words().editor.patterns;
  return known[code] ?? code;
}

/** `null` where the form has no word for it, so that the path itself must do. */
export function where(toml: string, path: string): string | null {
  const fields: Readonly<Record<string, string>> = words().editor.fields;
  const named = fields[path];
  if (named !== undefined) return named;
  const known: Readonly<Record<string, string>> = words().editor.parts;
  const said: string[] = [];
  let here = '';
  for (const step of steps(path)) {
    here += typeof step === 'number' ? `[${step}]` : here === '' ? step : `.${step}`;
    const word = typeof step === 'number' ? row(toml, here, step) : step === 'hours' || isList(step) ? '' : known[step];
    if (word === undefined) return null;
    if (word !== '') said.push(word);
  }
  const last = steps(path).at(-1);
  if (typeof last === 'string' && isList(last)) said.push(known[last] ?? '');
  return said.length === 0 ? null : said.join(', ');
}

const LISTS = ['days', 'seasons', 'patterns', 'prayers', 'breaks'];
const isList = (step: string): boolean => LISTS.includes(step);

function row(toml: string, path: string, place: number): string | undefined {
  const { rows } = words().editor;
  if (/\.breaks\[\d+\]$/.test(path)) return rows.rest(place + 1);
  if (/\.days\[\d+\]$/.test(path)) {
    const weekday = asNumber(raw(toml, `${path}.weekday`));
    return weekday !== null && weekday >= 1 && weekday <= 7 ? weekdayName(weekday) : rows.row(place + 1);
  }
  if (path.startsWith('hours.patterns')) return patternName(asText(raw(toml, `${path}.pattern`)));
  if (path.startsWith('hours.')) return asText(raw(toml, `${path}.name`)) || rows.row(place + 1);
  return undefined;
}
