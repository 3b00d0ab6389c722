import { expect, it } from 'vitest';
import type { CaseLine, Stage } from '../../lib/shape';
import { decidedOnes, openOnes, passes, type Filter } from './list';

const line = (id: string, stage: Stage, over: Partial<CaseLine> = {}): CaseLine => ({
  id,
  person: { id, name: id, position: '', unit: '', nip_masked: '' },
  stage,
  opened: 1,
  due: null,
  overdue: false,
  decided: null,
  office_from: null,
  office_to: null,
  mine: false,
  ...over,
});
const lines = [
  line('kept', 'kept', { decided: 5 }),
  line('late', 'noticed', { due: 20 }),
  line('office', 'at_office', { decided: 9, due: 30 }),
  line('soon', 'awaiting_decision', { due: 10 }),
  line('told', 'noticed', { due: 15, mine: true }),
  line('mine', 'awaiting_decision', { due: 25, mine: true }),
];
const ids = (of: readonly CaseLine[]): string[] => of.map(({ id }) => id);

it('what waits for me stands first, then the nearest date, then the newest decision', () => {
  expect(ids(openOnes(lines))).toEqual(['mine', 'soon', 'told', 'late']);
  expect(ids(decidedOnes(lines))).toEqual(['office', 'kept']);
});

it.each<[Filter, number]>([
  ['all', 6],
  ['mine', 1],
  ['open', 4],
  ['decided', 2],
])('%s shows %i', (filter, n) => expect(lines.filter((each) => passes(each, filter))).toHaveLength(n));
