import { describe, expect, it } from 'vitest';
import { addRow, asText, put, raw, removeRow, rows } from './toml';
import { addBreak, addPattern, addPrayer, addSeason, clock, setPattern, switchDay, week } from './week';

/** Both ways of writing rows, with remarks around them. */
const FILE = `name = "x" # ours

[hours]
# Perpres 21/2023
holidays_are_free = true

[[hours.days]]
weekday = 1
start = "07.30"
end = "16.00"
breaks = [{ start = "12.00", end = "13.00" }] # noon

# Friday is longer
[[hours.days]]
weekday = 5
start = "07.30"
end = "16.30"
breaks = [{ start = "11.30", end = "13.00" }]

# Ramadan as the session says
[[hours.seasons]]
name = "Ramadan"
from = "2026-02-19"
to = "2026-03-20"
days = [
  { weekday = 1, start = "08.00", end = "15.00", breaks = [{ start = "12.00", end = "12.30" }] }, # short
  { weekday = 5, start = "08.00", end = "15.30" },
]

[quota]
at_home_percent = 50
`;
const NESTED = `[[hours.seasons]]
name = "A"

[[hours.seasons.days]]
weekday = 1
start = "08.00"

[[hours.seasons.days.breaks]]
start = "12.00"

[[hours.seasons]]
name = "B"

[[hours.seasons.days]]
weekday = 2
start = "09.00"
`;
const text = (toml: string, path: string): string => asText(raw(toml, path));

describe('rows', () => {
  it.each([
    { path: 'hours.days', count: 2 },
    { path: 'hours.seasons', count: 1 },
    { path: 'hours.seasons[0].days', count: 2 },
    { path: 'hours.seasons[0].days[0].breaks', count: 1 },
    { path: 'hours.seasons[0].days[1].breaks', count: 0 },
    { path: 'hours.prayers', count: 0 },
  ])('of $path are $count', ({ path, count }) => expect(rows(FILE, path)).toBe(count));

  it('are found under headers of their own', () => {
    expect([rows(NESTED, 'hours.seasons'), rows(NESTED, 'hours.seasons[0].days'), rows(NESTED, 'hours.seasons[0].days[0].breaks')]).toEqual([2, 1, 1]);
    expect([text(NESTED, 'hours.seasons[1].days[0].start'), text(NESTED, 'hours.seasons[0].days[0].breaks[0].start')]).toEqual(['09.00', '12.00']);
    expect(removeRow(NESTED, 'hours.seasons', 0)).toBe(NESTED.slice(NESTED.indexOf('[[hours.seasons]]\nname = "B"')));
  });

  it.each([
    { path: 'hours.days[1].end', was: '"16.30"' },
    { path: 'hours.days[0].breaks[0].end', was: '"13.00" }] # noon' },
    { path: 'hours.seasons[0].days[1].start', was: '"08.00", end = "15.30"' },
  ])('change one value only: $path', ({ path, was }) => {
    const next = put(FILE, path, '"17.00"');
    expect(next).toBe(FILE.replace(was, was.replace(/"[^"]*"/, '"17.00"')));
  });

  it('take a key that was not there', () => {
    expect(text(put(FILE, 'hours.seasons[0].pattern', '"shift"'), 'hours.seasons[0].pattern')).toBe('shift');
    expect(put(FILE, 'hours.seasons[0].days[1].x', '1')).toContain('end = "15.30", x = 1 },');
  });

  it('come and go, and every remark stays', () => {
    for (const [path, row] of [
      ['hours.days', { weekday: 3, start: '07.30', end: '16.00' }],
      ['hours.seasons', { name: 'B' }],
      ['hours.prayers', { name: 'Asar' }],
      ['hours.seasons[0].days', { weekday: 3 }],
      ['hours.seasons[0].days[1].breaks', { start: '12.00' }],
    ] as const) {
      for (let place = 0; place <= rows(FILE, path); place++) {
        const more = addRow(FILE, path, row, place);
        expect(rows(more, path), path).toBe(rows(FILE, path) + 1);
        expect(Object.keys(row).map((key) => raw(more, `${path}[${place}].${key}`))).not.toContain(null);
        expect(more.match(/#[^\n]*/g)?.toSorted()).toEqual(FILE.match(/#[^\n]*/g)?.toSorted());
        expect(raw(more, 'quota.at_home_percent')).toBe('50');
        const less = removeRow(more, path, place);
        expect(rows(less, path)).toBe(rows(FILE, path));
      }
    }
  });

  it('that were put in between are taken out without a trace', () => {
    expect(removeRow(addRow(FILE, 'hours.days', { weekday: 3 }, 1), 'hours.days', 1)).toBe(FILE);
    expect(removeRow(addRow(FILE, 'hours.seasons[0].days', { weekday: 3 }, 1), 'hours.seasons[0].days', 1)).toBe(FILE);
  });

  it('never fail on a broken file', () => {
    for (const broken of ['[[', '[[hours.days', 'hours.days = [{', 'days = [1, {a =', '{', '= 3', '"', '[hours]\ndays = [}{]', 'a.b.= 1'])
      for (const path of ['hours.days', 'a.b', 'days[1].a'])
        expect(() => addRow(put(removeRow(broken, path, 0), `${path}.x`, '1'), path, { weekday: 1 })).not.toThrow();
  });
});

describe('a week', () => {
  it('is read by weekday', () => {
    expect(week(FILE, 'hours.days')).toEqual([
      { weekday: 1, at: 0, breaks: 1 },
      { weekday: 5, at: 1, breaks: 1 },
    ]);
  });

  it('gets a day with the hours of the one before it, in its place', () => {
    const next = switchDay(FILE, 'hours.days', 4, true);
    expect(week(next, 'hours.days').map(({ weekday }) => weekday)).toEqual([1, 4, 5]);
    expect([text(next, 'hours.days[1].end'), text(next, 'hours.days[1].breaks[0].start')]).toEqual(['16.00', '12.00']);
    expect(switchDay(next, 'hours.days', 4, false)).toBe(FILE);
  });

  it('begins with the usual hours where there are none', () => {
    const empty = '[hours]\naround_the_clock = false\ndays = []\nholidays_are_free = true\n';
    const next = switchDay(empty, 'hours.days', 2, true);
    expect([text(next, 'hours.days[0].start'), raw(next, 'hours.holidays_are_free')]).toEqual(['07.30', 'true']);
    expect(week(switchDay('', 'hours.days', 2, true), 'hours.days')).toHaveLength(1);
  });

  it('gets breaks one behind the other', () => {
    const one = addBreak(FILE, 'hours.seasons[0].days[1]');
    const two = addBreak(one, 'hours.seasons[0].days[1]');
    expect([0, 1].map((at) => text(two, `hours.seasons[0].days[1].breaks[${at}].start`))).toEqual(['12.00', '14.00']);
  });

  it('is copied into a season and a pattern', () => {
    for (const [next, path] of [
      [addSeason(FILE, 'Natal'), 'hours.seasons[1]'],
      [addPattern(FILE, 'six_days'), 'hours.patterns[0]'],
    ] as const) {
      expect(week(next, `${path}.days`).map(({ weekday }) => weekday)).toEqual([1, 5]);
      expect(text(next, `${path}.days[1].breaks[0].end`)).toBe('13.00');
    }
    expect(raw(addPattern(FILE, 'shift'), 'hours.patterns[0].holidays_are_free')).toBe('false');
    expect(text(addPrayer(FILE, 'Asar'), 'hours.prayers[0].name')).toBe('Asar');
  });

  it('of a season is that of the standard pattern until somebody says otherwise', () => {
    expect(setPattern(FILE, 'hours.seasons[0]', 'standard')).toBe(FILE);
    const shift = setPattern(FILE, 'hours.seasons[0]', 'shift');
    expect(text(setPattern(shift, 'hours.seasons[0]', 'standard'), 'hours.seasons[0].pattern')).toBe('standard');
  });
});

describe('a time of day', () => {
  it.each([
    ['07.30', '07.30'],
    ['7:30', '07.30'],
    ['0730', '07.30'],
    ['730', '07.30'],
    ['7', '07.00'],
    [' 7,30 ', '07.30'],
    ['24.00', '24.00'],
    ['24.01', null],
    ['7.5', null],
    ['12.60', null],
    ['', null],
    ['pagi', null],
    ['123456', null],
  ])('"%s" is %s', (typed, is) => expect(clock(typed)).toBe(is));
});
