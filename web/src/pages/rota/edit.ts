/** Unsaved changes to a week: what a cell shows, what has changed, what can be undone, and the quota that follows. Pure. */
import type { Held, Mode, RotaChange, RotaDay, RotaRow, RotaWeek } from '../../lib/shape';

export type Cell = Mode | null;

interface Step {
  key: string;
  /** What the change was before, `undefined` when there was none. */
  before: Cell | undefined;
}

export interface Edits {
  /** By person and day; only what differs from the server's week. */
  changes: ReadonlyMap<string, Cell>;
  steps: readonly Step[];
}

export const NO_EDITS: Edits = { changes: new Map(), steps: [] };
/** The server takes no more in one request. */
export const MOST_PER_SAVE = 2000;
const ORDER: readonly Cell[] = ['home', 'office', 'leave', null];

const keyOf = (person: string, day: string): string => `${person} ${day}`;

/** What a tap makes of a cell. */
export function after(cell: Cell): Cell {
  return ORDER[(ORDER.indexOf(cell) + 1) % ORDER.length] ?? null;
}

export function shown(row: RotaRow, day: string, index: number, edits: Edits): Cell {
  const key = keyOf(row.person.id, day);
  return edits.changes.has(key) ? (edits.changes.get(key) ?? null) : (row.modes[index] ?? null);
}

export const isChanged = (row: RotaRow, day: string, edits: Edits): boolean => edits.changes.has(keyOf(row.person.id, day));

/** The decision that keeps this person at the office on that day. One that begins later says nothing about today. */
export const heldOn = (row: RotaRow, day: string): Held | undefined => row.held.find((held) => held.from <= day && day <= held.to);

/** Why a cell cannot be changed, or nothing. */
export function lock(week: RotaWeek, row: RotaRow, day: RotaDay): 'past' | 'exempt' | 'decision' | 'reader' | null {
  if (row.exempt) return 'exempt';
  if (heldOn(row, day.day)) return 'decision';
  if (!week.can_change) return 'reader';
  return day.past ? 'past' : null;
}

export function change(edits: Edits, row: RotaRow, day: string, index: number, to: Cell): Edits {
  if (shown(row, day, index, edits) === to) return edits;
  const key = keyOf(row.person.id, day);
  const before = edits.changes.has(key) ? (edits.changes.get(key) ?? null) : undefined;
  const changes = new Map(edits.changes);
  if ((row.modes[index] ?? null) === to) changes.delete(key);
  else changes.set(key, to);
  return { changes, steps: [...edits.steps, { key, before }] };
}

export function undo(edits: Edits): Edits {
  const last = edits.steps.at(-1);
  if (!last) return edits;
  const changes = new Map(edits.changes);
  if (last.before === undefined) changes.delete(last.key);
  else changes.set(last.key, last.before);
  return { changes, steps: edits.steps.slice(0, -1) };
}

/** How many would be at home on a day of the week with these changes. */
export function atHome(week: RotaWeek, index: number, edits: Edits): number {
  const day = week.days[index];
  if (!day) return 0;
  return week.rows.reduce(
    (sum, row) => sum + Number(shown(row, day.day, index, edits) === 'home') - Number(row.modes[index] === 'home'),
    day.at_home,
  );
}

/** By how many a day is over its limit; 0 when it is not. */
export const over = (day: RotaDay, home: number): number => (day.limit === null ? 0 : Math.max(0, home - day.limit));

/** The days worth a column: working days, and others only where somebody has an entry. */
export function columns(week: RotaWeek): number[] {
  return week.days.flatMap((day, index) => (day.working || week.rows.some((row) => (row.modes[index] ?? null) !== null) ? [index] : []));
}

/** The week as it is once every change is saved; for the moment until the server has been asked again. */
export function applied(week: RotaWeek, edits: Edits): RotaWeek {
  return {
    ...week,
    days: week.days.map((day, index) => ({ ...day, at_home: atHome(week, index, edits) })),
    rows: week.rows.map((row) => ({ ...row, modes: week.days.map(({ day }, index) => shown(row, day, index, edits)) })),
  };
}

/** The changes in requests that the server takes. */
export function requests(edits: Edits, most = MOST_PER_SAVE): RotaChange[][] {
  const all = [...edits.changes].map(([key, mode]): RotaChange => {
    const [person = '', day = ''] = key.split(' ');
    return { person, day, mode };
  });
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) => all.slice(index * most, (index + 1) * most));
}
