/** The supervisor’s desk. */
import type { Mode, PersonCard, PlaceKind, Span, Verdict } from './common';
import type { AbsenceLine } from './hours';
import type { CheckLine } from './record';

export interface Desk {
  day: string;
  zone: string;
  windows: Span[];
  team: TeamMember[];
  /** Checks of the team that ended today, newest first. */
  done_today: TeamCheck[];
  /** Earlier ones, newest first, at most 50. */
  earlier: TeamCheck[];
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
