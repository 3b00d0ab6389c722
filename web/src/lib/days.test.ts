import { describe, expect, it } from 'vitest';
import { addDays, daySpan, mondayOf } from './days';

describe('days of the calendar', () => {
  it.each([
    { day: '2026-11-20', days: 1, then: '2026-11-21' },
    { day: '2026-12-31', days: 1, then: '2027-01-01' },
    { day: '2028-02-28', days: 1, then: '2028-02-29' },
    { day: '2026-03-01', days: -1, then: '2026-02-28' },
  ])('$day plus $days is $then', ({ day, days, then }) => {
    expect(addDays(day, days)).toBe(then);
  });

  it.each([
    { day: '2026-11-16', monday: '2026-11-16' },
    { day: '2026-11-20', monday: '2026-11-16' },
    { day: '2026-11-22', monday: '2026-11-16' },
    { day: '2027-01-01', monday: '2026-12-28' },
  ])('the week of $day begins on $monday', ({ day, monday }) => {
    expect(mondayOf(day)).toBe(monday);
  });

  it.each([
    { from: '2026-11-20', to: '2026-11-20', id: '20 November 2026' },
    { from: '2026-11-16', to: '2026-11-20', id: '16–20 November 2026' },
    { from: '2026-11-30', to: '2026-12-04', id: '30 November – 4 Desember 2026' },
    { from: '2026-12-28', to: '2027-01-01', id: '28 Desember 2026 – 1 Januari 2027' },
  ])('$from to $to is "$id"', ({ from, to, id }) => {
    expect(daySpan(from, to, 'id')).toBe(id);
  });
});
