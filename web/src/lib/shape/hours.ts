/** A person's hours: absences and statuses, the flexible beginning of a day, the years whose holidays are known. */

/** An absence or a status on the record. */
export interface AbsenceLine {
  id: string;
  /** `leave`, `sick`, `official_meeting`, `official_travel`, `permission`, `prayer` or `short_break`. */
  kind: string;
  from: number;
  to: number;
  words: string;
  /** Entered by the person. */
  own: boolean;
  entered_by: string;
  entered_at: number;
  withdrawn_at: number | null;
}

export interface EnterAbsence {
  /** Somebody of the asker's line; the asker when absent. */
  person: string | null;
  kind: string;
  /** Taken in whole minutes. */
  from: number;
  to: number;
  /** At most 300 characters. */
  words: string;
}

/** What a person may enter for themselves today. */
export interface StatusLimits {
  kinds: string[];
  minutes_per_day: number;
  minutes_left: number;
}

/** The flexible beginning of a day, in minutes later than the programme's; earlier when negative. */
export interface Flexible {
  /** Furthest either way. */
  most: number;
  standing: number;
  /** What was chosen for today alone. */
  today: number | null;
  /** Whether today's can still be chosen. */
  open: boolean;
}

export interface ChooseShift {
  minutes: number;
  /** From the next day that is not drawn yet on; else for today alone. */
  standing: boolean;
}

/** Which years' holidays are known, and what stops planning. */
export interface CalendarState {
  years: CalendarYear[];
  /** Needed within 60 days and unknown: nothing is planned in them. */
  missing: number[];
  /** People at home today whose pattern of work the programme has no hours for: they are not in the draw. */
  no_hours: number;
}

export interface CalendarYear {
  year: number;
  decrees: string[];
  /** 0 for a year inside the program. */
  version: number;
  entered_at: number | null;
}
