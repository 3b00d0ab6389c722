/** Sidak's look at its own draws, week by week. */
import type { PersonCard } from './common';

export interface Watch {
  programmes: WatchProgramme[];
}

export interface WatchProgramme {
  id: string;
  name: string;
  /** Newest first. */
  weeks: WatchWeek[];
  /** None before the first week is over. */
  latest: WatchReport | null;
}

export interface WatchWeek {
  /** The Monday. */
  week: string;
  light: WatchLight;
}

/** Over thirteen weeks, or as many as there are. */
export interface WatchReport {
  from: string;
  to: string;
  at: number;
  light: WatchLight;
  /** People times days in the pools. */
  lines: number;
  people: number;
  /** Of those lines with a random check, and with a forced one. */
  random: number;
  forced: number;
  tests: WatchTest[];
  conduct: WatchConduct;
}

export interface WatchTest {
  subject: WatchSubject;
  light: WatchLight;
  /** Chi-square; for one person the distance in standard deviations. */
  statistic: number | null;
  /** Degrees of freedom; for one person how many people were looked at. */
  degrees: number | null;
  p: number | null;
  /** After Holm's correction for the whole family: what the light goes by. */
  corrected: number | null;
  rows: WatchRow[];
}

export interface WatchRow {
  /** Part of the day from 0, weekday from 1, 1 or 2 for the sex, or a unit's id. */
  key: string;
  /** Of a unit. */
  name: string | null;
  expected: number;
  drawn: number;
}

export type WatchLight = 'too_few' | 'green' | 'look' | 'red';

export type WatchSubject = 'minutes' | 'weekdays' | 'people' | 'one_person' | 'units' | 'sexes' | 'supervisors';

/** What supervisors added to the draw. */
export interface WatchConduct {
  checks: number;
  deferred: number;
  voided: number;
  /** Drawn checks that the supervisor let go by without a call. */
  not_called: number;
  manual: number;
  /** Supervisors of so few people that they are not shown. */
  small: number;
  supervisors: WatchSupervisor[];
}

export interface WatchSupervisor {
  person: PersonCard;
  checks: number;
  deferred: number;
  voided: number;
  /** Drawn checks that the supervisor let go by without a call. */
  not_called: number;
  manual: number;
  /** More than chance gives at the rate of all supervisors together. */
  deferred_stands_out: boolean;
  voided_stands_out: boolean;
  not_called_stands_out: boolean;
  manual_stands_out: boolean;
}
