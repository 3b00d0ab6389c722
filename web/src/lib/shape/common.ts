/** What more than one subject uses. */

/** A person as colleagues in the line may see them. */
export interface PersonCard {
  id: string;
  name: string;
  position: string;
  unit: string;
  /** Birth date, sex and serial are hidden. */
  nip_masked: string;
}

/** Something that many devices share was down, and rings were void because of it. */
export interface OutageLine {
  /** `provider`, `area`, `unit`, `browser`, `push`, `node` or `server`; which one is told to nobody. */
  kind: string;
  from: number;
  to: number;
  /** Void rings and their people among those the asker may see; `null` for fewer than five people on a dashboard. */
  rings: number | null;
  people: number | null;
}

/** A place in the person's own words. */
export interface Place {
  kind: PlaceKind;
  /** At most 300 characters; empty for the registered home. */
  words: string;
}

export type PlaceKind = 'home' | 'other';

export type Side = 'supervisor' | 'employee';

export type Verdict = 'as_declared' | 'elsewhere' | 'follow_up' | 'technical';

export type Kind = 'random' | 'forced' | 'manual';

/** Where a person works on a day. */
export type Mode = 'home' | 'office' | 'leave';

/** A half-open span, UTC milliseconds. */
export interface Span {
  start: number;
  end: number;
}

/** A rate with its 95 % Wilson interval. `of` is the denominator; with `of` 0 there is no rate. */
export interface Rate {
  n: number;
  of: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** What every refused request answers. */
export interface Problem {
  error: ProblemBody;
}

export interface ProblemBody {
  /** Stable; pages choose their words by it. */
  code: string;
  /** Plain English; says what to do. */
  message: string;
  /** The field it speaks of, when there is one. */
  field: string | null;
}

/** What a person needs in every call: what to do, never why. */
export interface Needs {
  /** The camera stays off. */
  voice_only: boolean;
  /** The questions are answered in writing. */
  by_text: boolean;
  /** Added to each ring and to the time for getting ready. */
  extra_seconds: number;
}
