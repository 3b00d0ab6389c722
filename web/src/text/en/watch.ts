import type id from '../id/watch';

const en: typeof id = {
  title: 'Fairness of the draw',
  intro:
    'Every week Sidak looks at its own draws: do the checks that really happened fit the chances that were locked before the day? It looks at the last thirteen weeks, so an amber by chance may stay for some weeks.',
  empty: 'No report yet',
  emptyNote: 'The first report comes after a full week with draws.',
  period: (from, to) => `${from} to ${to}`,
  made: (when) => `made ${when}`,
  counted: (lines, people, random, forced) =>
    `${lines} WFH days of ${people} people; ${random} of them with a random check, ${forced} with one that came because the limit of days without a check was reached.`,
  lights: { green: 'Fair', look: 'Have a look', red: 'Off', too_few: 'Not enough data' },
  overall: {
    green: 'No departure was found.',
    look: 'Something needs a look. It may still be chance.',
    red: 'The draw departs from the promised chances. Check the draw files of those days.',
    too_few: 'Too little has been drawn to judge.',
  },
  overallNote: {
    green: 'None of the seven tests found a difference beyond chance.',
    look: 'Look again next week. If it stays amber, ask an auditor to check the draw files.',
    red: 'By chance alone this happens in at most one report of a thousand. Auditors can recompute every day with sidak verify-draw.',
    too_few: 'The next report follows next week.',
  },
  many: 'Seven tests at once will now and then find something by chance; so their results are corrected together (Holm): by chance, amber appears in at most one of 20 reports and red in one of 1,000.',
  tests: 'Seven tests',
  subjects: {
    minutes: { name: 'Time of day', ask: 'Does each part of working time get checks as often as expected?' },
    weekdays: { name: 'Weekdays', ask: 'Is no weekday skipped or preferred?' },
    people: { name: 'Between people', ask: 'Do all people together differ no more than chance lets them?' },
    one_person: { name: 'One person', ask: 'Is nobody drawn far too often or too seldom?' },
    units: { name: 'Units', ask: 'Is each unit drawn as its chances say?' },
    sexes: { name: 'Men and women', ask: 'Are both drawn as their chances say?' },
    supervisors: { name: 'Supervisors', ask: 'Are the staff of each supervisor drawn as their chances say?' },
  },
  numbers: 'See the numbers',
  statistic: 'Chi-square',
  distance: 'Farthest distance (standard deviations)',
  degrees: 'Degrees of freedom',
  looked: 'People looked at',
  p: 'Probability if the draw is fair',
  corrected: 'After correction',
  less: (value) => `less than ${value}`,
  heads: { group: 'Group', expected: 'Expected', drawn: 'Drawn', difference: 'Difference' },
  part: (n) => `Part ${n} of 16`,
  sexNames: ['Men', 'Women'],
  minutesNote: 'Mornings are expected a little more often: whoever was checked as often as a day allows is not checked again that day.',
  unitsNote: 'At most the ten units farthest from what was expected; units of fewer than five people are not shown.',
  peopleNote: 'Counts of single people are not shown. Everybody sees their own in My record.',
  supervisorsNote: 'Counts of single supervisors are not shown here; what supervisors added stands below.',
  weeks: 'Weeks before',
  week: (day) => `Week of ${day}`,
  conduct: {
    title: 'What supervisors added',
    intro:
      'Nothing can be added to the draw or taken from it, but manual calls, deferrals, voids and checks let go by can change who is called in the end. Each supervisor is compared with all supervisors together.',
    sums: (checks, deferred, voided, notCalled, manual) =>
      `All supervisors: ${checks} checks drawn, ${deferred} deferred, ${voided} voided, ${notCalled} not called; ${manual} manual calls.`,
    heads: { who: 'Supervisor', checks: 'Checks', deferred: 'Deferred', voided: 'Voided', notCalled: 'Not called', manual: 'Manual' },
    out: 'out of the usual',
    none: 'No supervisor is out of the usual.',
    some: (n) => `${n} supervisors are out of the usual. That is a question, not a finding: the reasons are on the record of each check.`,
    small: (n) => `${n} supervisors of fewer than five people are not shown.`,
    empty: 'No checks yet.',
    show: 'Show all',
  },
};
export default en;
