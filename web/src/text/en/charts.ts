import type id from '../id/charts';

const en: typeof id = {
  trend: {
    empty: 'No counted calls yet.',
    summary: (weeks, first, last) => `Share answered of those counted, ${weeks} weeks: first ${first}, latest ${last}.`,
    of: (n, of) => `${n} of ${of}`,
    heads: ['Week from', 'Answered', '95\u00a0% interval', 'Calls', 'Checks'],
  },
  histogram: {
    empty: 'No answered calls yet.',
    summary: (median, p90) => `Half of the calls were answered within ${median}, nine in ten within ${p90}.`,
    summaryLimit: (limit) => ` The limit is ${limit}.`,
    limits: (parts) => `The time limit is not drawn, because it changed within this range: ${parts}.`,
    limitOn: (limit, span) => `${limit} on ${span}`,
    median: (text) => `half: ${text}`,
    p90: (text) => `90\u00a0%: ${text}`,
    limit: (text) => `limit ${text}`,
    minutes: (minutes) => `${minutes} min`,
    range: (from, to) => `${from}–${to} seconds`,
    heads: ['Time to answer', 'Calls', 'Share'],
  },
  spread: {
    empty: 'No index yet.',
    summary: (enough, below, floor, apart) =>
      `${enough} people have an index, for ${below} of them the estimate is below ${floor}; ${apart} have not enough data yet.`,
    apart: 'Not enough data yet',
    apartShort: 'too little',
    floor: (floor) => `policy floor ${floor}`,
    range: (from, to) => `${from}–${to}\u00a0%`,
    heads: ['Estimated index', 'People'],
  },
  gaps: {
    summary: (mean, longest) => `Gaps between two checks: ${mean} WFH days on average, never more than ${longest}.`,
    longest: (days) => `longest ${days}`,
    bars: 'gap between two checks (WFH days)',
    line: 'chance of a check on that day',
    day: (n) => `day ${n}`,
    heads: ['WFH day after a check', 'Share of gaps', 'Chance of a check'],
  },
  interval: (value, range) => `${value}, 95\u00a0% interval ${range}`,
  weeks: (weeks, first, last) => `${weeks} weeks: from ${first} to ${last}`,
};
export default en;
