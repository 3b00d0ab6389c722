/** Who works where on which day. */
import type { Mode, PersonCard } from './common';

export interface RotaQuery {
  unit: string;
  /** Any day of the week wanted; today's week when absent. */
  week: string | null;
}

export interface RotaWeek {
  unit: string;
  unit_name: string;
  /** Monday first, 7 days. */
  days: RotaDay[];
  rows: RotaRow[];
  can_change: boolean;
}

export interface RotaDay {
  day: string;
  past: boolean;
  working: boolean;
  holiday: string | null;
  eligible: number;
  at_home: number;
  /** Most who may be at home; `None` without a programme that day. */
  limit: number | null;
  limit_source: string | null;
}

/** Both days included. */
export interface Held {
  from: string;
  to: string;
}

export interface RotaRow {
  person: PersonCard;
  /** Always at the office under the programme. */
  exempt: boolean;
  /** At the office by a decision, in this week or later. */
  held: Held[];
  /** One per day of the week. */
  modes: (Mode | null)[];
  /** Whether the reader may enter absences for this person. */
  may_enter_absence: boolean;
}

export interface SetRota {
  /** At most 2000. */
  changes: RotaChange[];
}

export interface RotaChange {
  person: string;
  day: string;
  /** `null` takes the entry away. */
  mode: Mode | null;
}

export interface CopyWeek {
  unit: string;
  /** Any day of the week to copy from. */
  from: string;
  /** Any day of the first week to copy to. */
  to: string;
  /** 1 to 12. */
  weeks: number;
}

/** What a change did, and what it did not and why. */
export interface RotaResult {
  changed: number;
  refused: RotaRefusal[];
}

export interface RotaRefusal {
  /** Line of the file, when it came from one. */
  line: number | null;
  person: string | null;
  day: string | null;
  code: string;
  id: string;
  en: string;
}
