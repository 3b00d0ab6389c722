import { describe, expect, it } from 'vitest';
import { asChoices, firstLeaf, unitToOpen } from './units';

const unit = (id: string, parent: string | null) => ({ id, name: `Dinas ${id}`, parent, people: 1 });

describe('units as a list', () => {
  it.each([
    { what: 'nothing', units: [], list: [] },
    {
      what: 'children under their parent, by name',
      units: [unit('b', null), unit('z', 'a'), unit('a', null), unit('c', 'a')],
      list: ['0a', '1c', '1z', '0b'],
    },
    { what: 'a parent outside the scope is none', units: [unit('x', 'gone')], list: ['0x'] },
    { what: 'a unit that is its own parent', units: [unit('x', 'x')], list: ['0x'] },
  ])('$what', ({ units, list }) => {
    expect(asChoices(units).map(({ id, depth }) => `${depth}${id}`)).toEqual(list);
  });

  it('ends on a chain longer than any government', () => {
    const chain = Array.from({ length: 40 }, (_, index) => unit(String(index), index === 0 ? null : String(index - 1)));
    expect(asChoices(chain)).toHaveLength(13);
  });
});

describe('the unit to open first', () => {
  it.each([
    { what: 'nothing to choose', units: [], first: undefined },
    { what: 'a leaf with people, not the top', units: [unit('top', null), unit('a', 'top'), unit('b', 'top')], first: 'a' },
    {
      what: 'an empty leaf is passed over',
      units: [unit('top', null), { ...unit('a', 'top'), people: 0 }, unit('b', 'top')],
      first: 'b',
    },
    { what: 'the top when nobody is anywhere', units: [{ ...unit('top', null), people: 0 }], first: 'top' },
  ])('$what', ({ units, first }) => {
    expect(firstLeaf(asChoices(units))?.id).toBe(first);
  });
});

describe('the unit to open for somebody', () => {
  const tree = (people: number) =>
    asChoices([unit('top', null), unit('a', 'top'), { ...unit('b', 'top'), people }, unit('c', 'b'), unit('z', null)]);
  it.each([
    { what: 'theirs, when it fits a page', people: 5, wanted: 'b', opened: 'b' },
    { what: 'exactly a page', people: 199, wanted: 'b', opened: 'b' },
    { what: 'its first leaf when it is larger', people: 200, wanted: 'b', opened: 'c' },
    { what: 'the first leaf of all when theirs is unknown', people: 5, wanted: 'gone', opened: 'a' },
    { what: 'the first leaf of all when none is wanted', people: 5, wanted: undefined, opened: 'a' },
  ])('$what', ({ people, wanted, opened }) => {
    expect(unitToOpen(tree(people), wanted)?.id).toBe(opened);
  });
});
