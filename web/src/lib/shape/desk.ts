/** The supervisor’s desk. */
import type { Mode, OutageLine, PersonCard, PlaceKind, Span, Verdict } from './common';
import type { AbsenceLine } from './hours';
import type { CheckLine } from './record';

export interface Desk {
  day: string;
  zone: string;
  windows: Span[];
  duty: MyDuty;
  load: MyLoad;
  team: TeamMember[];
  /** Checks of the team that ended today, newest first. */
  done_today: TeamCheck[];
  /** Earlier ones, newest first, at most 50. */
  earlier: TeamCheck[];
  /** Mass outages of the last days that made rings of the team void. */
  outages: OutageLine[];
}

export interface TeamMember {
  person: PersonCard;
  mode: Mode | null;
  presence: Presence;
  since: number | null;
  /** Home or another place; the words are shown only in a live prompt or call. */
  place_kind: PlaceKind | null;
  /** What is on record for today, taken back or not. */
  absences: AbsenceLine[];
}

export type Presence =
  | 'ready'
  /** Started, with a device that needs a look. */
  | 'ready_with_issue'
  /** Started, but no page is open. */
  | 'disconnected'
  | 'not_started'
  | 'finished'
  /** At the office or on leave: not in the draw. */
  | 'not_in_draw';

export interface TeamCheck {
  person: PersonCard;
  check: CheckLine;
}

export interface GiveVerdict {
  verdict: Verdict;
  /** Needed for `follow_up`; at most 1000 characters; the person reads it. */
  note: string;
}

export interface Defer {
  /** 1 to the policy's most. */
  minutes: number;
  reason: string;
}

export interface HandOver {
  to: string;
  reason: string;
}

/** Who stands in for a supervisor, and until when. */
export interface Deputy {
  person: string;
  from: string;
  to: string;
}

/** A person of the own line is called now, outside the draw. */
export interface CallByHand {
  person: string;
  /** 10 to 1000 characters; the person reads it while it rings. */
  reason: string;
}

/** The check that rings. */
export interface CalledByHand {
  check: string;
}

/** Days on which a supervisor makes no calls, both included. */
export interface OffDuty {
  from: string;
  to: string;
}

/** Whether I make calls today, and who stands in. */
export interface MyDuty {
  /** On leave in the rota, or entered as not on duty. */
  absent: boolean;
  /** Deputies of today who are on duty themselves. */
  stand_ins: PersonCard[];
}

/** Calls I was asked to make, beside the most that the programme allows. */
export interface MyLoad {
  today: number;
  per_day: number;
  last_hour: number;
  per_hour: number;
  /** Manual calls I made today. */
  manual: number;
  manual_per_day: number;
  /** A call waits for me or runs, so that no manual one can begin. */
  in_call: boolean;
}
