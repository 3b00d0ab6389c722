/** A week of working hours in a policy file: what its rows say by weekday, and the file with a day switched on or off. Pure. */
import { addRow, asNumber, asText, put, quoted, raw, removeRow, rows, type Data } from './toml';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** The server takes no more of each. */
export const BREAKS_MAX = 4;
export const PRAYERS_MAX = 5;
export const SEASONS_MAX = 20;
/** Codes of patterns of work as the staff list has them, beside the standard one. */
export const PATTERNS = ['six_days', 'shift'] as const;

/** Put in where the file has no day to copy from: Perpres 21/2023 art. 4, as most offices have it. */
const USUAL = { start: '07.30', end: '16.00', breaks: [{ start: '12.00', end: '13.00' }] };
const USUAL_BREAK = { start: '12.00', end: '13.00' };

export interface Day {
  weekday: number;
  /** Its place among the rows. */
  at: number;
  breaks: number;
}

/** The rows of a list of working days; of two for one weekday the first. */
export function week(toml: string, path: string): Day[] {
  const days: Day[] = [];
  for (let at = 0; at < rows(toml, path); at++) {
    const weekday = asNumber(raw(toml, `${path}[${at}].weekday`));
    if (weekday !== null && !days.some((day) => day.weekday === weekday))
      days.push({ weekday, at, breaks: rows(toml, `${path}[${at}].breaks`) });
  }
  return days;
}

/** On: with the hours of the nearest working day before it, else of the first. */
export function switchDay(toml: string, path: string, weekday: number, on: boolean): string {
  const days = week(toml, path);
  const there = days.find((day) => day.weekday === weekday);
  if (!on) return there ? removeRow(toml, path, there.at) : toml;
  if (there) return toml;
  const before = days.filter((day) => day.weekday < weekday).sort((a, b) => b.weekday - a.weekday)[0] ?? days[0];
  const next = days.filter((day) => day.weekday > weekday).sort((a, b) => a.at - b.at)[0];
  return addRow(toml, path, { weekday, ...(before ? hoursOf(toml, `${path}[${before.at}]`) : USUAL) }, next?.at);
}

/** A break more: behind the last one, else at noon. */
export function addBreak(toml: string, day: string): string {
  const count = rows(toml, `${day}.breaks`);
  const end = count === 0 ? null : minutes(asText(raw(toml, `${day}.breaks[${count - 1}].end`)));
  return addRow(toml, `${day}.breaks`, end === null ? USUAL_BREAK : { start: clockOf(end + 60), end: clockOf(end + 75) });
}

/** Other hours for a time, to begin with those of the week they replace. When it is, only somebody can say. */
export function addSeason(toml: string, name: string): string {
  return addRow(toml, 'hours.seasons', { name, from: '', to: '', days: copied(toml, 'hours.days') });
}

export function addPattern(toml: string, pattern: string): string {
  return addRow(toml, 'hours.patterns', { pattern, holidays_are_free: pattern !== 'shift', days: copied(toml, 'hours.days') });
}

export function addPrayer(toml: string, name: string): string {
  return addRow(toml, 'hours.prayers', { name, start: '15.00', end: '15.20' });
}

/** Whose hours a season replaces. */
export function setPattern(toml: string, season: string, pattern: string): string {
  const known = raw(toml, `${season}.pattern`) !== null;
  return pattern === 'standard' && !known ? toml : put(toml, `${season}.pattern`, quoted(pattern));
}

function copied(toml: string, path: string): Data[] {
  const days = week(toml, path).map((day) => ({ weekday: day.weekday, ...hoursOf(toml, `${path}[${day.at}]`) }));
  return days.length > 0 ? days : WEEKDAYS.slice(0, 5).map((weekday) => ({ weekday, ...USUAL }));
}

function hoursOf(toml: string, day: string): { start: string; end: string; breaks: Data[] } {
  const text = (path: string): string => asText(raw(toml, path));
  const breaks = Array.from({ length: rows(toml, `${day}.breaks`) }, (_, at) => ({
    start: text(`${day}.breaks[${at}].start`),
    end: text(`${day}.breaks[${at}].end`),
  }));
  return { start: text(`${day}.start`), end: text(`${day}.end`), breaks };
}

const END_OF_DAY = 24 * 60;

function minutes(clock: string): number | null {
  const found = /^(\d{1,2})[.:,](\d{2})$/.exec(clock);
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  return found && minute < 60 && hour * 60 + minute <= END_OF_DAY ? hour * 60 + minute : null;
}

function clockOf(minutes: number): string {
  const held = Math.min(minutes, END_OF_DAY);
  return `${String(Math.floor(held / 60)).padStart(2, '0')}.${String(held % 60).padStart(2, '0')}`;
}

/** A time of day as people type it (`7.30`, `07:30`, `0730`, `7`) as the file has it; `null` when it is none. */
export function clock(typed: string): string | null {
  const text = typed.trim();
  const plain = /^\d{1,2}$/.test(text) ? `${text}.00` : /^\d{3,4}$/.test(text) ? `${text.slice(0, -2)}.${text.slice(-2)}` : text;
  const found = minutes(plain);
  return found === null ? null : clockOf(found);
}
