import { describe, expect, it } from 'vitest';
import type { RotaDay, RotaRow, RotaWeek } from '../../lib/shape';
import { after, applied, atHome, change, columns, isChanged, lock, NO_EDITS, over, requests, shown, undo, type Edits } from './edit';

const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
const day = (index: number, over: Partial<RotaDay> = {}): RotaDay => ({
  day: DAYS[index] ?? '',
  past: false,
  working: index < 5,
  holiday: null,
  eligible: 2,
  at_home: 1,
  limit: 1,
  limit_source: 'SE',
  ...over,
});
const row = (id: string, over: Partial<RotaRow> = {}): RotaRow => ({
  person: { id, name: id, position: '', unit: '', nip_masked: '' },
  exempt: false,
  held: [],
  modes: ['home', 'office', null, null, null, null, null],
  may_enter_absence: false,
  ...over,
});
const a = row('a');
const b = row('b', { modes: ['office', null, null, null, null, null, null] });
const week = (over: Partial<RotaWeek> = {}): RotaWeek => ({
  unit: 'u',
  unit_name: 'U',
  days: DAYS.map((_, index) => day(index, index === 0 ? {} : { at_home: 0 })),
  rows: [a, b],
  can_change: true,
  ...over,
});
const MONDAY = DAYS[0] ?? '';

describe('a cell', () => {
  it('goes round on taps and comes back', () => {
    expect(['home', 'office', 'leave', null].map((cell) => after(cell as never))).toEqual(['office', 'leave', null, 'home']);
  });

  it('that is changed back is no change', () => {
    const once = change(NO_EDITS, a, MONDAY, 0, 'office');
    expect(isChanged(a, MONDAY, once)).toBe(true);
    const back = change(once, a, MONDAY, 0, 'home');
    expect(back.changes.size).toBe(0);
    expect(shown(a, MONDAY, 0, back)).toBe('home');
  });

  it('set to what it is makes no step', () => {
    expect(change(NO_EDITS, a, MONDAY, 0, 'home')).toBe(NO_EDITS);
  });

  it.each([
    { what: 'is open', lock: null, row: a, day: day(0), week: week() },
    { what: 'is locked once the day is past', lock: 'past', row: a, day: day(0, { past: true }), week: week() },
    { what: 'is locked for the exempt', lock: 'exempt', row: row('x', { exempt: true }), day: day(0), week: week() },
    {
      what: 'is locked on the last day of a decision',
      lock: 'decision',
      row: row('x', { held: [{ from: MONDAY, to: MONDAY }] }),
      day: day(0),
      week: week(),
    },
    { what: 'is open the day after a decision', lock: null, row: row('x', { held: [{ from: MONDAY, to: MONDAY }] }), day: day(1), week: week() },
    {
      what: 'is open before a decision begins',
      lock: null,
      row: row('x', { held: [{ from: DAYS[1] ?? '', to: DAYS[2] ?? '' }] }),
      day: day(0),
      week: week(),
    },
    { what: 'is locked for readers', lock: 'reader', row: a, day: day(0), week: week({ can_change: false }) },
  ])('$what', (given) => {
    expect(lock(given.week, given.row, given.day)).toBe(given.lock);
  });
});

describe('undo', () => {
  it('takes back step by step to the start', () => {
    const one = change(NO_EDITS, a, MONDAY, 0, 'office');
    const two = change(one, a, MONDAY, 0, 'leave');
    const three = change(two, b, MONDAY, 0, 'home');
    const shownAt = (edits: Edits) => [shown(a, MONDAY, 0, edits), shown(b, MONDAY, 0, edits)];
    expect(shownAt(three)).toEqual(['leave', 'home']);
    expect(shownAt(undo(three))).toEqual(['leave', 'office']);
    expect(shownAt(undo(undo(three)))).toEqual(['office', 'office']);
    expect(undo(undo(undo(three)))).toEqual(NO_EDITS);
    expect(undo(NO_EDITS)).toBe(NO_EDITS);
  });
});

describe('quota', () => {
  it('follows the changes', () => {
    const both = change(NO_EDITS, b, MONDAY, 0, 'home');
    expect(atHome(week(), 0, NO_EDITS)).toBe(1);
    expect(atHome(week(), 0, both)).toBe(2);
    expect(over(day(0), 2)).toBe(1);
    expect(over(day(0), 1)).toBe(0);
    expect(over(day(0, { limit: null }), 99)).toBe(0);
    expect(atHome(week(), 0, change(both, a, MONDAY, 0, null))).toBe(1);
  });
});

describe('a saved week', () => {
  it('shows the changes as its own', () => {
    const edits = change(change(NO_EDITS, b, MONDAY, 0, 'home'), a, DAYS[1] ?? '', 1, null);
    const saved = applied(week(), edits);
    expect(saved.days[0]?.at_home).toBe(2);
    expect(saved.rows.map(({ modes }) => modes.slice(0, 2))).toEqual([
      ['home', null],
      ['home', null],
    ]);
    expect(atHome(saved, 0, NO_EDITS)).toBe(2);
  });
});

describe('columns', () => {
  it('are the working days, and others with an entry', () => {
    expect(columns(week())).toEqual([0, 1, 2, 3, 4]);
    const saturday = row('s', { modes: [null, null, null, null, null, 'home', null] });
    expect(columns(week({ rows: [saturday] }))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('requests', () => {
  it('hold no more than the server takes', () => {
    const edits = change(change(change(NO_EDITS, a, MONDAY, 0, null), b, MONDAY, 0, 'home'), b, DAYS[1] ?? '', 1, 'leave');
    expect(requests(edits, 2).map((changes) => changes.length)).toEqual([2, 1]);
    expect(requests(edits).flat()).toContainEqual({ person: 'a', day: MONDAY, mode: null });
    expect(requests(NO_EDITS)).toEqual([]);
  });
});
