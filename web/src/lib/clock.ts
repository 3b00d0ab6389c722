/**
 * Time as the server sees it, and the words for it. The only file that reads the browser's clock: every countdown and
 * every shown time goes through `serverNow`, because a phone's clock may be minutes off. Times are UTC milliseconds.
 */
import { language, type Lang } from './lang.svelte';

/** Server minus browser, in milliseconds. */
let offset = 0;
/** Round trip of the best sample so far, in milliseconds: a short trip bounds the error of the offset. */
let bestTrip = Number.POSITIVE_INFINITY;

/** Takes one sample: the server said `server` in an answer to what was sent at `sent` and came back at `received`. */
export function sampleServerTime(server: number, sent: number, received: number): void {
  const trip = Math.max(0, received - sent);
  if (trip > bestTrip * 1.5) return;
  bestTrip = Math.min(bestTrip, trip);
  offset = server + trip / 2 - received;
}

/** Forgets the samples (a reconnect, a laptop woken up: old ones may be wrong now). */
export function forgetServerTime(): void {
  bestTrip = Number.POSITIVE_INFINITY;
}

/** This browser's own clock; for measuring how long something took, never to be shown. */
export function browserNow(): number {
  return Date.now();
}

/** Now, by the server's clock, UTC milliseconds. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** Indonesia's three zones by their own names: `Intl` in English would print "GMT+7". */
const ZONE_NAMES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Ujung_Pandang': 'WITA',
  'Asia/Jayapura': 'WIT',
};

const DEFAULT_ZONE = 'Asia/Jakarta';
let homeZone = DEFAULT_ZONE;

/** The zone of the signed-in person's office; used wherever no zone is given. */
export function setZone(zone: string | undefined): void {
  homeZone = zone ?? DEFAULT_ZONE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes about a millisecond on a cheap phone, so each one is made once. */
function format(lang: Lang, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${zone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', { ...options, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

function pieces(at: number, zone: string, lang: Lang): Record<'hour' | 'minute' | 'second', string> {
  const out = { hour: '00', minute: '00', second: '00' };
  const parts = format(lang, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).formatToParts(at);
  for (const part of parts) {
    if (part.type === 'hour' || part.type === 'minute' || part.type === 'second') out[part.type] = part.value;
  }
  return out;
}

/** "WIB", "WITA", "WIT", or what the browser calls another zone. */
export function zoneName(zone: string = homeZone, at: number = serverNow()): string {
  const known = ZONE_NAMES[zone];
  if (known) return known;
  const parts = format('en', zone, { hour: '2-digit', timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
}

/** "14.05" ("14:05" in English), without the zone: for tables whose head names it. */
export function bareTime(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  const { hour, minute } = pieces(at, zone, lang);
  return `${hour}${lang === 'id' ? '.' : ':'}${minute}`;
}

/** "14.05 WIB". */
export function time(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  return `${bareTime(at, zone, lang)} ${zoneName(zone, at)}`;
}

/** "14.05.09", to the second: for evidence only. */
export function exactTime(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  const { hour, minute, second } = pieces(at, zone, lang);
  return [hour, minute, second].join(lang === 'id' ? '.' : ':');
}

/** "Jumat, 20 November 2026". */
export function date(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  return format(lang, zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .format(at)
    .replace(/^(\w+) (\d)/, '$1, $2');
}

/** "20 November 2026". */
export function shortDate(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  return format(lang, zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** A calendar day written by the server as "2026-11-20", as "Jumat, 20 November 2026". */
export function dayName(day: string, lang: Lang = language.value): string {
  return date(Date.parse(`${day}T12:00:00Z`), 'UTC', lang);
}

/** The same as "20 November 2026". */
export function shortDay(day: string, lang: Lang = language.value): string {
  return shortDate(Date.parse(`${day}T12:00:00Z`), 'UTC', lang);
}

/** "Jumat, 20 November 2026 · 10.44 WIB". */
export function dateTime(at: number, zone: string = homeZone, lang: Lang = language.value): string {
  return `${date(at, zone, lang)} · ${time(at, zone, lang)}`;
}

/** The calendar day "2026-11-20" that `at` falls on in the zone; what the API takes for a day. */
export function dayOf(at: number, zone: string = homeZone): string {
  const parts = format('en', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${get('year')}-${get('month')}-${get('day')}`;
}

/** The moment at which the zone's clock reads `clock` ("08:00") on `day`; `null` when that is no time. */
export function momentAt(day: string, clock: string, zone: string = homeZone): number | null {
  const wanted = Date.parse(`${day}T${clock.replace('.', ':')}Z`);
  if (Number.isNaN(wanted)) return null;
  // What the clock reads at a moment, as if it were UTC, says how far the zone is off; twice, for a change of the clock.
  const reads = (at: number): number => Date.parse(`${dayOf(at, zone)}T${bareTime(at, zone, 'en').replace('.', ':')}Z`);
  const near = wanted - (reads(wanted) - wanted);
  return near - (reads(near) - wanted);
}

/** The hour of the day, 0 to 23: for a greeting. */
export function hourOf(at: number, zone: string = homeZone): number {
  return Number(pieces(at, zone, 'en').hour);
}

/** "1 menit 8 detik", "41 detik", "2 jam 5 menit"; never more than two units. */
export function duration(ms: number, lang: Lang = language.value): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  const units: [number, string, string][] = [
    [hours, 'jam', 'hour'],
    [minutes, 'menit', 'minute'],
    [seconds, 'detik', 'second'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return lang === 'id' ? '0 detik' : '0 seconds';
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, id, en]) => (lang === 'id' ? `${count} ${id}` : `${count} ${en}${count === 1 ? '' : 's'}`))
    .join(' ');
}

/** "3.42" for a countdown (minutes and seconds; "3:42" in English). Rounds up, so that 0.00 means over. */
export function countdown(ms: number, lang: Lang = language.value): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(total / 60)}${lang === 'id' ? '.' : ':'}${String(total % 60).padStart(2, '0')}`;
}
