import { afterEach, describe, expect, it } from 'vitest';
import {
  bareTime,
  countdown,
  date,
  dayName,
  dayOf,
  duration,
  exactTime,
  hourOf,
  momentAt,
  setZone,
  shortDay,
  time,
  zoneName,
} from './clock';
import { language } from './lang.svelte';

/** 2026-11-20 07:05:09 UTC: 14.05 in Jakarta. */
const AT = Date.UTC(2026, 10, 20, 7, 5, 9);

afterEach(() => {
  language.value = 'id';
  setZone(undefined);
});

describe('times', () => {
  it.each([
    ['Asia/Jakarta', '14.05 WIB'],
    ['Asia/Pontianak', '14.05 WIB'],
    ['Asia/Makassar', '15.05 WITA'],
    ['Asia/Jayapura', '16.05 WIT'],
  ])('in %s', (zone, expected) => expect(time(AT, zone)).toBe(expected));

  it('keep the zone names in English', () => expect(time(AT, 'Asia/Jakarta', 'en')).toBe('14:05 WIB'));
  it('name a foreign zone somehow', () => expect(zoneName('Asia/Tokyo', AT)).toBe('GMT+9'));
  it('at midnight start with 00', () => expect(bareTime(Date.UTC(2026, 10, 19, 17))).toBe('00.00'));
  it('to the second for evidence', () => expect(exactTime(AT)).toBe('14.05.09'));

  it('follow the person’s zone', () => {
    setZone('Asia/Jayapura');
    expect(time(AT)).toBe('16.05 WIT');
    expect(hourOf(AT)).toBe(16);
  });
});

describe('days', () => {
  it('in Indonesian', () => expect(date(AT)).toBe('Jumat, 20 November 2026'));
  it('in English', () => expect(date(AT, 'Asia/Jakarta', 'en')).toBe('Friday, 20 November 2026'));
  it('from the server’s form', () => expect(dayName('2026-11-20')).toBe('Jumat, 20 November 2026'));
  it('and shorter', () => expect(shortDay('2026-11-20')).toBe('20 November 2026'));
  it.each([
    ['Asia/Jakarta', '2026-11-21'],
    ['UTC', '2026-11-20'],
  ])('a late evening in UTC is another day in %s', (zone, day) => expect(dayOf(Date.UTC(2026, 10, 20, 20), zone)).toBe(day));
});

describe('durations', () => {
  it.each([
    [0, '0 detik', '0 seconds'],
    [-5, '0 detik', '0 seconds'],
    [1_000, '1 detik', '1 second'],
    [41_000, '41 detik', '41 seconds'],
    [68_000, '1 menit 8 detik', '1 minute 8 seconds'],
    [120_000, '2 menit', '2 minutes'],
    [3_600_000, '1 jam', '1 hour'],
    [7_505_000, '2 jam 5 menit', '2 hours 5 minutes'],
  ])('%i ms', (ms, id, en) => {
    expect(duration(ms, 'id')).toBe(id);
    expect(duration(ms, 'en')).toBe(en);
  });

  it.each([
    [222_000, '3.42'],
    [221_001, '3.42'],
    [1, '0.01'],
    [0, '0.00'],
    [-1, '0.00'],
  ])('counts %i ms down to zero, never to zero too early', (ms, text) => expect(countdown(ms, 'id')).toBe(text));
});

describe('a moment by the clock', () => {
  it.each([
    { zone: 'Asia/Jakarta', clock: '08:00', at: Date.UTC(2026, 10, 20, 1, 0) },
    { zone: 'Asia/Jayapura', clock: '08.30', at: Date.UTC(2026, 10, 19, 23, 30) },
    { zone: 'Asia/Makassar', clock: '00:00', at: Date.UTC(2026, 10, 19, 16, 0) },
    { zone: 'Europe/Berlin', clock: '23:59', at: Date.UTC(2026, 10, 20, 22, 59) },
    { zone: 'Asia/Jakarta', clock: 'pagi', at: null },
  ])('$clock in $zone', ({ zone, clock, at }) => {
    expect(momentAt('2026-11-20', clock, zone)).toBe(at);
  });
});
