import { describe, expect, it } from 'vitest';
import { GROUPS, show, written, type FieldOf, type Kind } from './fields';
import { put } from './toml';

describe('what is typed', () => {
  const cases: { kind: Kind; typed: string; file: string | null }[] = [
    { kind: 'whole', typed: ' 300 ', file: '300' },
    { kind: 'whole', typed: '3,5', file: null },
    { kind: 'whole', typed: '', file: null },
    { kind: 'share', typed: '80', file: '0.8' },
    { kind: 'share', typed: '100', file: '1.0' },
    { kind: 'share', typed: '82,5', file: '0.825' },
    { kind: 'share', typed: 'banyak', file: null },
    { kind: 'millionths', typed: '20', file: '200_000' },
    { kind: 'millionths', typed: '0,5', file: '5000' },
    { kind: 'day', typed: '2026-11-20', file: '"2026-11-20"' },
    { kind: 'day', typed: '20/11/2026', file: null },
    { kind: 'text', typed: 'WFH "Jumat"', file: '"WFH \\"Jumat\\""' },
  ];
  it.each(cases)('$kind "$typed" is $file', ({ kind, typed, file }) => {
    expect(written(kind, typed)).toBe(file);
  });
});

describe('what is shown', () => {
  it('is what was typed, for every kind', () => {
    const typed: Record<Kind, string> = {
      text: 'Nama',
      long: 'SE 1',
      day: '2026-11-20',
      zone: 'Asia/Jakarta',
      whole: '7',
      share: '82.5',
      millionths: '12.34',
      choice: 'dice',
    };
    const beside: FieldOf[] = [{ path: 'draw.public_entropy', kind: 'choice' }, { path: 'hours.flexible_minutes', kind: 'whole' }];
    for (const fields of [...GROUPS.map((group) => group.fields), beside]) {
      for (const field of fields as readonly FieldOf[]) {
        const value = written(field.kind, typed[field.kind]);
        expect(value, field.path).not.toBeNull();
        expect(show(put('', field.path, value ?? ''), field), field.path).toBe(typed[field.kind]);
      }
    }
  });
  it('is what holds when an older file does not name it', () => {
    const usual = (path: string): string => {
      const field = GROUPS.flatMap(({ fields }): readonly FieldOf[] => fields).find((each) => each.path === path);
      return field ? show('[draw]\n', field) : '';
    };
    expect(['checks_per_day_max', 'cool_down_days', 'cool_down_percent'].map((key) => usual(`draw.${key}`))).toEqual(['2', '0', '100']);
    expect(usual('draw.ceiling_from_days')).toBe('');
    expect(usual('answer.callback_minutes')).toBe('5');
  });
});
