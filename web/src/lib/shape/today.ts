/** The employee’s day. */
import type { Mode, Place, Span } from './common';

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
}

export interface ProgrammeLine {
  name: string;
  legal_source: string;
  version: number;
}

export interface Started {
  at: number;
  place: Place;
  tests: DeviceTest[];
}

export interface StartDay {
  place: Place;
  /** At most 10. */
  tests: DeviceTest[];
}

export interface DeviceTest {
  item: TestItem;
  ok: boolean;
  /** At most 100 characters; never personal. */
  detail: string;
}

export type TestItem = 'camera' | 'microphone' | 'sound' | 'notification' | 'network';
