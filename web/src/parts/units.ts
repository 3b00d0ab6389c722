/** The tree of units as a list for a select: children under their parent, each with its depth. Pure. */
import type { UnitNode } from '../lib/shape';

export interface UnitChoice {
  id: string;
  name: string;
  depth: number;
  people: number;
}

/** Deeper than any real government; a cycle in the data ends here. */
const DEEPEST = 12;

/** The first unit at the bottom of the tree that has people: a sensible one to open, where a whole province is not. */
export function firstLeaf(choices: readonly UnitChoice[]): UnitChoice | undefined {
  return choices.find((choice, index) => choice.people > 0 && (choices[index + 1]?.depth ?? 0) <= choice.depth) ?? choices[0];
}

/** More people than this in one table is a report, not a page to work on. */
const ON_ONE_PAGE = 200;

/** The unit to open for somebody who works with `wanted`: it and all below when that is a page, else its first leaf. */
export function unitToOpen(choices: readonly UnitChoice[], wanted: string | undefined): UnitChoice | undefined {
  const at = choices.findIndex(({ id }) => id === wanted);
  const top = choices[at];
  if (!top) return firstLeaf(choices);
  const end = choices.findIndex(({ depth }, index) => index > at && depth <= top.depth);
  const below = choices.slice(at, end < 0 ? undefined : end);
  const people = below.reduce((sum, unit) => sum + unit.people, 0);
  return people > 0 && people <= ON_ONE_PAGE ? top : firstLeaf(below);
}

/** Parents outside the list (above the reader's scope) count as none. */
export function asChoices(units: readonly UnitNode[]): UnitChoice[] {
  const known = new Set(units.map((unit) => unit.id));
  const children = new Map<string | null, UnitNode[]>();
  for (const unit of units) {
    const parent = unit.parent !== null && known.has(unit.parent) && unit.parent !== unit.id ? unit.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), unit]);
  }
  const choices: UnitChoice[] = [];
  const add = (parent: string | null, depth: number): void => {
    if (depth > DEEPEST) return;
    for (const unit of (children.get(parent) ?? []).toSorted((a, b) => a.name.localeCompare(b.name, 'id'))) {
      choices.push({ id: unit.id, name: unit.name, depth, people: unit.people });
      add(unit.id, depth + 1);
    }
  };
  add(null, 0);
  return choices;
}
