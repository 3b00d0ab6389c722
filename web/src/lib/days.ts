/**
 * Calendar days written "2026-11-20": arithmetic and short words. No zone and no clock here: a day is a day.
 */
import { language, type Lang } from './lang.svelte';

const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(noon(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of the day's week. */
export function mondayOf(day: string): string {
  const weekday = (new Date(noon(day)).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function say(day: string, lang: Lang, options: Intl.DateTimeFormatOptions): string {
  const key = lang + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', { ...options, timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format.format(noon(day));
}

/** "20 November 2026". */
export const plainDay = (day: string, lang: Lang = language.value): string =>
  say(day, lang, { day: 'numeric', month: 'long', year: 'numeric' });
/** "20 Nov". */
export const briefDay = (day: string, lang: Lang = language.value): string => say(day, lang, { day: 'numeric', month: 'short' });
/** "Sen", "Mon". */
export const weekdayShort = (day: string, lang: Lang = language.value): string => say(day, lang, { weekday: 'short' });
/** "Senin", "Monday". */
export const weekdayLong = (day: string, lang: Lang = language.value): string => say(day, lang, { weekday: 'long' });
/** "20". */
export const dayNumber = (day: string): string => String(Number(day.slice(8)));

/** "16–20 November 2026", "30 November – 4 Desember 2026", "28 Desember 2026 – 1 Januari 2027". */
export function daySpan(from: string, to: string, lang: Lang = language.value): string {
  if (from === to) return plainDay(from, lang);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${dayNumber(from)}–${plainDay(to, lang)}`;
  if (from.slice(0, 4) === to.slice(0, 4)) return `${say(from, lang, { day: 'numeric', month: 'long' })} – ${plainDay(to, lang)}`;
  return `${plainDay(from, lang)} – ${plainDay(to, lang)}`;
}
