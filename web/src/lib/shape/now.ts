/** The one snapshot of everything that concerns a person at this moment. */
import type { Kind, Needs, PersonCard, Place, Side, Verdict } from './common';

export interface Now {
  /** Server time of this snapshot. */
  at: number;
  /** I am being called. */
  ring: Ring | null;
  /** I missed a ring, and can call back or have done so. */
  missed: MissedCall | null;
  /** I am asked to call. */
  prompts: Prompt[];
  /** My calls: ringing out, running, or waiting for my verdict. An employee has at most one. */
  calls: Call[];
  /** This device could be reached while closed, and no longer can: *Mulai WFH* mends it. */
  push_lost: boolean;
  /** Changes whenever pages other than the call should load their data again. */
  revision: number;
}

export interface Ring {
  check: string;
  attempt: string;
  kind: Kind;
  /** Which ring of how many. */
  number: number;
  of: number;
  since: number;
  until: number;
  caller: PersonCard;
  /** Of a manual call: why it is made, in the official's words. */
  reason: string | null;
}

export interface MissedCall {
  check: string;
  attempt: string;
  /** When it rang. */
  rang: number;
  /** I can call back until then; `null` before the last ring: until the next one. */
  until: number | null;
  /** When I did: my devices will ring. */
  called_back: number | null;
  /** It is a break now: they will ring after it. */
  opens: number | null;
  caller: PersonCard;
}

export interface CalledBack {
  /** When the missed ring began. */
  rang: number;
  at: number;
}

export interface Prompt {
  check: string;
  kind: Kind;
  person: PersonCard;
  /** The ring that would be made now, of how many. */
  number: number;
  of: number;
  /** When I was asked; `None` while waiting for the next attempt. */
  since: number | null;
  /** Call before this. */
  until: number | null;
  /** The next attempt opens then. */
  opens: number | null;
  /** The person missed every ring and may call back until then. */
  call_back_until: number | null;
  /** The person has called back after a missed ring. */
  called_back: CalledBack | null;
  place_today: Place | null;
  registered_place: string;
  ready: Ready | null;
  connected: boolean;
  /** Of the person. */
  needs: Needs;
  deferrals_left: number;
  /** Who may take it over. */
  deputies: PersonCard[];
}

/** The morning's device check. */
export interface Ready {
  at: number;
  ok: number;
  of: number;
}

export type Phase =
  /** Ringing; only the supervisor has this. */
  | 'ringing'
  /** Answered; the employee gets ready and declares the place. */
  | 'preparing'
  /** Both may talk. */
  | 'live'
  /** Over; the verdict is awaited. */
  | 'closing';

export interface Call {
  check: string;
  attempt: string;
  kind: Kind;
  /** Of a manual call: why it is made. */
  reason: string | null;
  role: Side;
  phase: Phase;
  /** Whether this very device is in the call (false: "answered on another device"). */
  here: boolean;
  /** Another open page of this person holds this end of the call. */
  open_elsewhere: boolean;
  number: number;
  of: number;
  peer: PersonCard;
  ladder: Ladder;
  ring_until: number | null;
  answered_at: number | null;
  prepare_until: number | null;
  /** Until when the call waits for an employee who has not entered yet; later than `prepare_until`. */
  enter_until: number | null;
  /** Declared at the answer; `null` until the person has said so. */
  place: Place | null;
  /** Declared in the morning. */
  place_today: Place | null;
  /** From the staff list: the supervisor compares, the employee sees what "at home" declares. Empty when none is registered. */
  registered_place: string;
  question: Question | null;
  /** Of the employee. */
  needs: Needs;
  /** The employee goes on by text. */
  by_text: boolean;
  /** The employee’s answers in writing, oldest first. */
  written: Written[];
  /** What the server has seen flow. */
  employee_media: MediaSeen;
  supervisor_media: MediaSeen;
  /** A side that is gone for now, and until when the call waits. */
  lost: Side | null;
  lost_until: number | null;
  verdict: Verdict | null;
  verdict_until: number | null;
}

/** What to ask, drawn at random for this call. */
export interface Question {
  id: string;
  en: string;
}

export interface MediaSeen {
  audio: boolean;
  video: boolean;
}

/** Dialling → delivered → ringing → answered: the first time of each, over all devices. */
export interface Ladder {
  dialled: number | null;
  delivered: number | null;
  ringing: number | null;
  answered: number | null;
  devices: DeviceReceipts[];
}

export interface DeviceReceipts {
  /** Such as “Chrome, Android”. */
  agent: string;
  /** Written to its open socket. */
  sent: number | null;
  /** Taken by its push service; the device itself may be off. */
  accepted: number | null;
  displayed: number | null;
  audible: number | null;
  muted: number | null;
  answered: boolean;
}

/** One answer in writing. */
export interface Written {
  at: number;
  words: string;
}
