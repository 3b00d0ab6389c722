/** A person’s own record: the index with its parts, the checks with their receipts and reasons. */
import type { AbsenceLine } from './hours';
import type { Kind, PersonCard, Place, Verdict } from './common';
import type { Ladder } from './now';

export interface Record {
  person: PersonCard;
  index: Index;
  /** Newest first. */
  checks: CheckLine[];
  /** Pass as `before` for older ones. */
  next: number | null;
  /** My open or last case. */
  case: string | null;
  /** Absences and statuses of the last 90 days, newest first; on the first page only. */
  absences: AbsenceLine[];
}

export interface Older {
  /** Only checks drawn before this moment. */
  before: number | null;
}

/** The availability index. Never a bare number: with too little data there is no estimate, and the parts always come along. */
export interface Index {
  day: string;
  enough: boolean;
  counted: number;
  available: number;
  missed: number;
  min_checks: number;
  /** The policy's floor, 0 to 1. */
  floor: number;
  estimate: number | null;
  band50: [number, number] | null;
  band80: [number, number] | null;
  band95: [number, number] | null;
  /** Probability that the true rate lies below the floor. */
  below_floor: number | null;
  parts: IndexPart[];
}

export interface IndexPart {
  check: string;
  day: string;
  outcome: string;
  available: boolean;
  /** After decay. */
  weight: number;
  /** Of a call outside the draw. */
  manual: boolean;
}

export interface CheckLine {
  id: string;
  day: string;
  kind: Kind;
  at: number;
  outcome: string | null;
  /** How it counts: `available`, `missed`, or not at all. */
  counts_as: string | null;
  attempts: number;
  answer_seconds: number | null;
  caller: string | null;
  /** Of a manual call: who asked for it, and why. */
  asked: AskedByHand | null;
  verdict: Verdict | null;
  reasons: Reason[];
  /** Of the last attempt. */
  ladder: Ladder;
}

/** A check outside the draw has somebody who wanted it, and a reason. */
export interface AskedByHand {
  by: string;
  reason: string;
}

/** Why an outcome is what it is. The page has the words; `details` fills them in. */
export interface Reason {
  code: string;
  details: { [key: string]: unknown };
}

/** One check in full, for its person, the person's line and auditors. */
export interface CheckDetail {
  line: CheckLine;
  person: PersonCard;
  policy_version: number;
  policy_name: string;
  legal_source: string;
  place: Place | null;
  note: string | null;
  /** Every fact as the server saw it, oldest first. */
  facts: FactLine[];
  verdict_can_change_until: number | null;
  /** How the line of each side was; deleted after 30 days. */
  lines: CallLine[];
}

/** One side’s line in a call. */
export interface CallLine {
  /** The employee’s side; else the supervisor’s. */
  employee: boolean;
  line: LineSummary;
}

/** What the relay measured of one side’s link, about every two seconds. No media. */
export interface LineSummary {
  readings: number;
  /** Lost packets, in thousandths: mean and worst reading. */
  loss_permille: number;
  loss_permille_worst: number;
  /** Round trip, milliseconds; `null` when it was never measured. */
  rtt_ms: number | null;
  rtt_ms_worst: number | null;
  /** Received from this side, kilobits a second. */
  kbps: number;
  /** Paths that were used. */
  udp: boolean;
  tcp: boolean;
  /** TURN inside TLS. */
  tls: boolean;
  /** Of what this side sent: `opus`, `vp8`. */
  codecs: string[];
}

export interface FactLine {
  at: number;
  code: string;
  /** Who did it, where a person did. */
  who: string | null;
  details: { [key: string]: unknown };
}
