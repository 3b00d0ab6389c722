import { describe, expect, it } from 'vitest';
import { faults, latest, length, type Draft } from './decide';

const TODAY = '2026-11-20';
const draft = (over: Partial<Draft>): Draft => ({ choice: 'office', from: '2026-11-23', to: '2026-12-04', words: 'Alasan', ...over });

describe('a decision', () => {
  it.each([
    { what: 'to keep, with words', given: draft({ choice: 'keep', from: '', to: '' }), found: [] },
    { what: 'for the office, complete', given: draft({}), found: [] },
    { what: 'from today', given: draft({ from: TODAY }), found: [] },
    { what: 'of one day', given: draft({ to: '2026-11-23' }), found: [] },
    { what: 'of exactly the most days', given: draft({ to: '2027-01-21' }), found: [] },
    { what: 'of one day too many', given: draft({ to: '2027-01-22' }), found: ['long'] },
    { what: 'from yesterday', given: draft({ from: '2026-11-19' }), found: ['from'] },
    { what: 'without days', given: draft({ from: '', to: '' }), found: ['from', 'to'] },
    { what: 'that ends before it begins', given: draft({ to: '2026-11-22' }), found: ['to'] },
    { what: 'without words', given: draft({ words: '  \n' }), found: ['words'] },
    { what: 'not chosen', given: draft({ choice: null, words: '' }), found: ['choice', 'words'] },
  ])('$what', ({ given, found }) => {
    expect(faults(given, TODAY, 60)).toEqual(found);
  });

  it('counts both ends', () => {
    expect(length('2026-11-23', '2026-11-23')).toBe(1);
    expect(length('2026-11-23', latest('2026-11-23', 60))).toBe(60);
  });
});
