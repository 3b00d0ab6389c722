/** What leadership, the agency and unit heads look at. */
import type { OutageLine, PersonCard, Rate } from './common';
import type { CheckLine, Index } from './record';

export interface DashboardQuery {
  /** Top of the subtree; my whole scope when absent. */
  unit: string | null;
  range: Range | null;
}

export type Range = 'day' | 'week' | 'month' | 'programme';

export interface Dashboard {
  day: string;
  zone: string;
  from: string;
  scope: string;
  scope_unit: string | null;
  programme: string | null;
  /** Staff in scope, and of them at home today. */
  staff: number;
  at_home_today: number;
  quota_percent: number | null;
  today: TodayCounts;
  range: Counts;
  answered: Rate;
  /** Of the days before, for comparison. */
  trend: TrendPoint[];
  answer_times: AnswerTimes;
  places: Places;
  index: IndexSpread;
  units: UnitRow[];
  /** Merged because each is under five; `None` when there are none. */
  small_units: SmallUnits | null;
  supervisors: FollowThrough;
  cases: CaseCounts;
  draw: DrawSummary;
  /** Mass outages in the range that made rings void, the last first; at most 20. */
  outages: OutageLine[];
}

export interface TodayCounts {
  running: number;
  answered: number;
  missed: number;
  not_reached: number;
  other: number;
}

/** Checks by outcome code. */
export interface Counts {
  checks: number;
  counted: number;
  answered: number;
  missed: number;
  not_counted: number;
  by_outcome: OutcomeCount[];
}

export interface OutcomeCount {
  outcome: string;
  n: number;
}

export interface TrendPoint {
  /** First day of the week. */
  day: string;
  answered: Rate;
  checks: number;
}

export interface AnswerTimes {
  n: number;
  median_seconds: number | null;
  p90_seconds: number | null;
  /** The time to answer that the days of the range were planned under, oldest first. */
  limits: AnswerLimit[];
  class_seconds: number;
  /** Answered calls per class of `class_seconds`, from 0. */
  classes: number[];
}

export interface AnswerLimit {
  seconds: number;
  /** First and last day of the range it held for. */
  from: string;
  to: string;
}

export interface Places {
  home: number;
  other: number;
  found_elsewhere: number;
}

export interface IndexSpread {
  not_enough_data: number;
  floor: number;
  /** People per class of 5 points, from 0. */
  classes: number[];
}

export interface UnitRow {
  unit: string;
  name: string;
  staff: number;
  at_home_today: number;
  answered: Rate;
  /** Per week, oldest first; `null` where there were none. */
  weeks: (number | null)[];
  not_counted: number;
  supervisor_on_time: Rate;
  /** Its whole interval lies under the mean of the scope. */
  below: boolean;
}

export interface SmallUnits {
  units: number;
  checks: number;
}

export interface FollowThrough {
  prompts: number;
  on_time: number;
  deferred: number;
  handed_over: number;
  ignored: number;
  verdict_missing: number;
  /** Calls outside the draw, asked for by officials. */
  manual: number;
  answered_without_media: number;
  /** Checks that ended because everybody who could call had the most that the policy allows, or was in a check. */
  no_room: number;
  /** … because the supervisor was not on duty and nobody stood in. */
  nobody_on_duty: number;
  /** `None` while fewer than five officials were asked. */
  spread: LoadSpread | null;
}

/** How the calls of the range, or of its last 14 days, are spread over the officials who were asked. */
export interface LoadSpread {
  days: number;
  officials: number;
  calls: number;
  /** Of them, those that the rule gave to somebody who stands in. */
  stood_in: number;
  /** Calls of the one in the middle, and of the one with the most. */
  median: number;
  most: number;
  /** Share of the calls that went to the busiest tenth, 0 to 1. */
  busiest_tenth: number;
}

export interface CaseCounts {
  noticed: number;
  awaiting: number;
  overdue: number;
  at_office: number;
  next_due: number | null;
}

export interface DrawSummary {
  day: string | null;
  root: string | null;
  committed_at: number | null;
  /** Checks that the settings let one expect in the range, and those drawn. */
  expected: number;
  drawn: number;
}

/** Drill-down: the people of one unit, within the reader's scope. */
export interface UnitPeople {
  unit: string;
  name: string;
  people: PersonRow[];
}

export interface PersonRow {
  person: PersonCard;
  enough: boolean;
  counted: number;
  available: number;
  case: string | null;
}

export interface PersonView {
  person: PersonCard;
  index: Index;
  checks: CheckLine[];
  case: string | null;
  /** Whether the reader may enter absences for this person. */
  may_enter_absence: boolean;
}
