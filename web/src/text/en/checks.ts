import type id from '../id/checks';
import { plural } from '..';

const en: typeof id = {
  counts: { available: 'Counted, answered', missed: 'Counted, not answered', none: 'Not counted' },
  pending: 'Under way',
  attempts: (n) => plural(n, 'attempt', 'attempts'),
  answeredIn: (time) => `answered within ${time}`,
  manual: 'Manual call',
  askedBy: (by, reason) => `“${reason}”, asked for by ${by}`,
  caller: (name) => `by ${name}`,
  details: 'Full evidence',
};
export default en;
