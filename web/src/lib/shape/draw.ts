/** The draw in public, and my own part in it. */
import type { Kind } from './common';

export interface DrawDay {
  programme: string;
  programme_name: string;
  day: string;
  algorithm: number;
  /** Merkle root over the pool, hex. */
  root: string;
  /** SHA-256 of the day's secret, hex. */
  secret_hash: string;
  /** SHA-256 of the programme's cycle secret, hex. */
  cycle_hash: string;
  /** People in the pool. */
  people: number;
  committed_at: number;
  /** When the first window opened. */
  first_window: number | null;
  /** Randomness from outside that the draw waits for, or waited for. */
  awaited: EntropySource;
  /** The round of drand, and when it comes out. */
  round: number | null;
  round_at: number | null;
  /** Null while the day waits. */
  drawn_at: number | null;
  /** SHA-256 of what was mixed in, hex. Null when nothing was. */
  entropy_hash: string | null;
  /** Shown from the day after on, hex. */
  secret: string | null;
  revealed_at: number | null;
  /** What did not fit when the day was opened; stays for ever. */
  fault: string | null;
  /** Long over and still not opened. */
  overdue: boolean;
}

export type EntropySource = 'none' | 'dice' | 'drand';

/** A committed day that waits for officials. */
export interface AwaitedDay {
  programme: string;
  programme_name: string;
  day: string;
  source: EntropySource;
  round: number | null;
  round_at: number | null;
  /** From then on the day is drawn without. */
  closes_at: number;
  /** Officials who have entered their dice. */
  throws: number;
  /** The asker is one of them. */
  mine: boolean;
}

/** Twenty or more dice, typed as digits. */
export interface ThrowDice {
  digits: string;
}

/** A round as drand publishes it, hex. */
export interface EnterDrand {
  signature: string;
  randomness: string;
}

/** Why me, why not me. */
export interface MyDraw {
  day: DrawDay;
  in_pool: boolean;
  /** Chance of a check that day, 0 to 1. */
  chance: number | null;
  minutes: number;
  /** WFH days after which a check is certain, by the policy of that day. */
  longest_gap: number | null;
  checks: MyDrawnCheck[];
  so_far: DrawnSoFar;
}

/** All revealed days of the programme on which I was in the draw. */
export interface DrawnSoFar {
  days: number;
  /** How often the draw fell on me. */
  drawn: number;
  /** How often it fell on one of the others in as many days, on average. Null where too few others were in it. */
  others: number | null;
}

export interface MyDrawnCheck {
  kind: Kind;
  at: number;
  slot: number;
}
