import { expect, it } from 'vitest';
import type { CheckLine } from '../lib/shape';
import { uncounted } from './uncounted';

const line = (outcome: string | null, counts_as: string | null, kind: CheckLine['kind'] = 'random') =>
  ({ outcome, counts_as, kind }) as CheckLine;

it('tells what did not count, and leaves out what did or is still going on', () => {
  const checks = [
    line('answered_as_declared', 'available'),
    line('reached_not_answered', 'missed'),
    line(null, null),
    line('not_reached', null),
    line('system_fault', null),
    line('not_reached', null),
    line('answered_as_declared', null, 'manual'),
  ];
  expect(uncounted(checks)).toEqual({
    outcomes: [
      ['not_reached', 2],
      ['system_fault', 1],
    ],
    manual: 1,
  });
  expect(uncounted([])).toEqual({ outcomes: [], manual: 0 });
});
