/** A mass outage in words. Which provider or place it was, the server tells nobody. */
import { bareTime, shortDate, time } from '../lib/clock';
import type { OutageLine } from '../lib/shape';
import { pick } from '../text';
import en from '../text/en/outage';
import id from '../text/id/outage';

export const words = (): typeof id => pick(id, en);

export const what = (outage: OutageLine): string => words().what[outage.kind] ?? words().unknown;

export const when = (outage: OutageLine): string =>
  words().span(shortDate(outage.from), bareTime(outage.from), time(outage.to));
