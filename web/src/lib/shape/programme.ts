/** Programmes, presets and the check of a policy. */

export interface Programme {
  id: string;
  version: number;
  versions: VersionLine[];
  name: string;
  legal_source: string;
  from: string;
  to: string;
  /** The policy as a data file, comments and all when it came from a preset. */
  toml: string;
  summary: Summary;
}

export interface VersionLine {
  version: number;
  at: number;
  by: string | null;
}

/** What the settings mean, a sentence each. */
export interface Summary {
  id: string[];
  en: string[];
}

export interface Preset {
  id: string;
  name: string;
  legal_source: string;
  toml: string;
  summary: Summary;
}

export interface SaveProgramme {
  /** At most 64 KiB. */
  toml: string;
  /** Needed when changing: the version the edit started from. */
  based_on: number | null;
}

/** The answer to a check or a refused save: every fault at once. */
export interface PolicyCheck {
  ok: boolean;
  problems: PolicyProblem[];
  summary: Summary;
}

export interface PolicyProblem {
  field: string;
  id: string;
  en: string;
}

/** What the settings of a draw would cost, for a team that the reader names. */
export interface OutlookAsk {
  /** At most 64 KiB. */
  toml: string;
  /** 1 to 200. */
  staff_per_supervisor: number;
  /** WFH days of one person in a week, more than 0 and at most 7. */
  wfh_days_per_week: number;
}

export interface OutlookAnswer {
  /** None while the policy has faults. */
  outlook: PolicyOutlook | null;
}

/** Exact figures. Days are WFH days, shares are 0 to 1. */
export interface PolicyOutlook {
  mean_gap_days: number;
  longest_gap_days: number;
  forced_share: number;
  /** Of people, in a month. */
  seen_per_month: number;
  /** Share of gaps of 1, 2, … days. */
  gaps: number[];
  /** Chance of a check on the 1st, 2nd, … day after a checked one. */
  chances: number[];
  /** How well the best predictor could guess: 0.5 not at all, 1 always. */
  auc: number;
  /** What to change when checks can be guessed too well. */
  milder: Milder | null;
  /** Staff of one supervisor at home on a full day, and the calls that come of it. */
  at_home: number;
  calls_mean: number;
  /** On 19 days of 20 there are not more. */
  calls_p95: number;
  /** Calls that the policy lets one official be asked for on a day; of full days so many ask for more, and then on average so many calls too many. */
  capacity_per_day: number;
  short_share: number;
  short_calls: number;
}

export type Milder = 'cool_down' | 'ceilings';
