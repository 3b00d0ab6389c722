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
  committed_at: number;
  /** When the first window opened. */
  first_window: number | null;
  /** Shown from the day after on, hex. */
  secret: string | null;
  revealed_at: number | null;
}

/** Why me, why not me. */
export interface MyDraw {
  day: DrawDay;
  in_pool: boolean;
  /** Chance of a check that day, 0 to 1. */
  chance: number | null;
  minutes: number;
  checks: MyDrawnCheck[];
}

export interface MyDrawnCheck {
  kind: Kind;
  at: number;
  slot: number;
}
