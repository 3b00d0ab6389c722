import { describe, expect, it } from 'vitest';
import { asList, asNumber, asText, grouped, list, put, quoted, raw } from './toml';

const FILE = `# A policy
name = "WFH \\"Jumat\\"" # ours

legal_source = '''
SE 1
ring_seconds = 9
'''
from = "2026-01-01"

[hours]
# every day
days = [
  { weekday = 1, start = "07.30" }, # ] not the end
]

[[hours.days]]
weekday = 2

[answer]
ring_seconds = 300 # five minutes
attempts = 2

[quota]
exempt_categories = ["health", 'education']

[draw]
chance_per_day_millionths = 200_000
`;

describe('a value in a policy file', () => {
  it.each([
    { path: 'name', written: '"WFH \\"Jumat\\""' },
    { path: 'from', written: '"2026-01-01"' },
    { path: 'answer.ring_seconds', written: '300' },
    { path: 'answer.attempts', written: '2' },
    { path: 'draw.chance_per_day_millionths', written: '200_000' },
    { path: 'quota.exempt_categories', written: `["health", 'education']` },
    { path: 'ring_seconds', written: null },
    { path: 'hours.weekday', written: null },
    { path: 'score.min_checks', written: null },
  ])('is found: $path', ({ path, written }) => {
    expect(raw(FILE, path)).toBe(written);
  });

  it('is replaced, and nothing else changes', () => {
    const next = put(FILE, 'answer.ring_seconds', '60');
    expect(next).toBe(FILE.replace('ring_seconds = 300 #', 'ring_seconds = 60 #'));
    expect(put(FILE, 'name', quoted('Baru'))).toContain('name = "Baru" # ours\n');
  });

  it('is put into its section when it is missing', () => {
    expect(put(FILE, 'answer.minutes_between', '10')).toContain('[answer]\nminutes_between = 10\nring_seconds = 300');
    expect(put(FILE, 'score.min_checks', '5').endsWith('\n\n[score]\nmin_checks = 5\n')).toBe(true);
    expect(put('', 'name', '"x"')).toBe('name = "x"\n');
    expect(put('[draw]', 'draw.ceiling', '3')).toBe('[draw]\nceiling = 3\n');
  });

  it('survives a round of every kind', () => {
    const odd = 'a "quote", a \\ and\na line';
    expect(asText(raw(put(FILE, 'name', quoted(odd)), 'name'))).toBe(odd);
    expect(asList(raw(put(FILE, 'quota.exempt_categories', list(['security', 'other'])), 'quota.exempt_categories'))).toEqual([
      'security',
      'other',
    ]);
    expect(asNumber(raw(put(FILE, 'draw.chance_per_day_millionths', grouped(350_000)), 'draw.chance_per_day_millionths'))).toBe(350_000);
  });

  it('ends at the end of a broken file', () => {
    for (const broken of ['name = "never closed', "name = '''never", 'days = [1, 2', 'name = '])
      expect(() => put(broken, 'to', '"x"')).not.toThrow();
  });
});

describe('numbers', () => {
  it.each([
    { written: '200_000', number: 200_000 },
    { written: '0.85', number: 0.85 },
    { written: '-3', number: -3 },
    { written: '"3"', number: null },
    { written: null, number: null },
    { written: '1e3', number: null },
  ])('$written', ({ written, number }) => {
    expect(asNumber(written)).toBe(number);
  });

  it.each([
    { value: 0, text: '0' },
    { value: 9999, text: '9999' },
    { value: 12_345, text: '12_345' },
    { value: 200_000, text: '200_000' },
  ])('$value is written $text', ({ value, text }) => {
    expect(grouped(value)).toBe(text);
  });
});
