import { plural } from '..';
import type id from '../id/outage';

const en: typeof id = {
  what: {
    provider: 'one network provider',
    area: 'the network in one area',
    unit: 'the network in one unit',
    browser: 'one browser version',
    push: 'one notification service',
    node: 'one part of the Sidak server',
    server: 'the Sidak server',
  },
  unknown: 'something that is shared',
  span: (day, from, to) => `${day}, ${from} to ${to}`,
  mine: {
    title: 'There was a mass outage; it was not your fault',
    text: (what, when, rings) =>
      `Trouble with ${what} (${when}). ${rings === 1 ? '1 ring for you is' : `${rings} rings for you are`} void and not counted.`,
  },
  team: {
    title: 'A mass outage hit your team',
    text: (what, when, rings, people) =>
      `Trouble with ${what} (${when}). Void: ${plural(rings, 'ring', 'rings')} for ${plural(people, 'person', 'people')}; their checks are not counted. You need not repeat them.`,
  },
  board: {
    title: 'Mass outages',
    note: 'Many people could not be reached at the same time over the same line. Rings in an outage are void.',
    none: 'No mass outage in this range.',
    columns: { what: 'What was down', when: 'When', rings: 'Void rings', people: 'People' },
    few: 'fewer than 5',
  },
};
export default en;
