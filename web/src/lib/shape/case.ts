/** Reviews of a WFH permission: reasons, reply, decision. */
import type { PersonCard } from './common';
import type { CheckLine, Index } from './record';

export interface CaseLine {
  id: string;
  person: PersonCard;
  stage: Stage;
  opened: number;
  /** What the stage waits for ends then. */
  due: number | null;
  overdue: boolean;
  /** When an official decided; of an order that has run out, when it ended. */
  decided: number | null;
  /** At the office from this day to that, when so decided. */
  office_from: string | null;
  office_to: string | null;
  /** I may decide it. */
  mine: boolean;
}

export type Stage =
  /** Told; the person may reply. */
  | 'noticed'
  /** Reply given or its time over: an official decides. */
  | 'awaiting_decision'
  /** Decided: stays at home. */
  | 'kept'
  /** Decided: at the office from a day to a day. */
  | 'at_office'
  /** The return to the office ended and the permission is back. */
  | 'ended';

export interface CaseView {
  line: CaseLine;
  /** As it was when the case opened. */
  index: Index;
  /** At most 4, the weightiest first. */
  reasons: CaseReason[];
  /** So many answered checks would end the recommendation. */
  answers_needed: number | null;
  checks: CheckLine[];
  reply: Said | null;
  reply_until: number;
  decision: DecisionView | null;
  /** Why I may not decide, when I may not. */
  cannot_decide: string | null;
  can_reply: boolean;
  trail: TrailLine[];
  wfo_max_days: number;
}

export interface CaseReason {
  code: string;
  details: { [key: string]: unknown };
  checks: string[];
}

export interface Said {
  at: number;
  words: string;
}

export interface DecisionView {
  at: number;
  by: string;
  by_position: string;
  keep: boolean;
  from: string | null;
  to: string | null;
  words: string;
}

export interface TrailLine {
  at: number;
  code: string;
  who: string | null;
}

export interface Reply {
  /** At most 4000 characters. */
  words: string;
}

export interface Decide {
  /** Keep working from home; else to the office from `from` to `to`. */
  keep: boolean;
  from: string | null;
  to: string | null;
  /** The reason, at most 4000 characters. The person reads it. */
  words: string;
}
