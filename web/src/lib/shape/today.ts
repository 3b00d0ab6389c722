/** The employee’s day. */
import type { Mode, Needs, OutageLine, Place, Span } from './common';
import type { AbsenceLine, Flexible, StatusLimits } from './hours';

export interface Today {
  day: string;
  zone: string;
  mode: Mode | null;
  /** Name and legal source of the programme that covers the day. */
  programme: ProgrammeLine | null;
  /** Working windows; empty when nobody may call. */
  windows: Span[];
  /** The programme is open at any hour, for trying out. */
  around_the_clock: boolean;
  /** Latest moment for *Mulai WFH*. */
  ready_before: number | null;
  registered_place: string;
  started: Started | null;
  finished_at: number | null;
  /** Sent to the office by a decision, until this day. */
  office_until: string | null;
  supervisor: string | null;
  /** What the personnel agency has registered for this person. */
  needs: Needs;
  /** Where the programme leaves the beginning of the day open. */
  flexible: Flexible | null;
  /** Today’s, taken back or not. */
  absences: AbsenceLine[];
  status: StatusLimits;
  /** Mass outages of the last days that made rings of mine void. */
  outages: OutageLine[];
}

export interface ProgrammeLine {
  name: string;
  legal_source: string;
  version: number;
}

export interface Started {
  at: number;
  place: Place;
  /** Of the device that was checked last. */
  tests: DeviceTest[];
  level: Level;
  /** The newest check of each device, the last one first. */
  devices: DeviceCheck[];
}

/** What the check of one device found. */
export interface DeviceCheck {
  device: string;
  /** At most 10. */
  tests: DeviceTest[];
}

/** `green`: all six items were tested and are good. */
export type Level = 'green' | 'amber';

export interface StartDay {
  place: Place;
  /** At most 10. */
  tests: DeviceTest[];
  /** The device that was tested. */
  device: string | null;
  /** How many minutes later today’s work begins than the programme says; earlier when negative. The usual when absent. */
  shift_minutes: number | null;
}

export interface DeviceTest {
  item: TestItem;
  ok: boolean;
  /** At most 100 characters; never personal. `not_tested`, `unanswered` and `unconfirmed` say that nothing was found out. */
  detail: string;
}

export type TestItem = 'camera' | 'microphone' | 'sound' | 'notification' | 'network' | 'relay';
