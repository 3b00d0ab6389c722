/** Programmes, presets and the check of a policy. */

export interface Programme {
  id: string;
  version: number;
  versions: VersionLine[];
  name: string;
  legal_source: string;
  from: string;
  to: string;
  /** The policy as a data file, comments and all when it came from a preset. */
  toml: string;
  summary: Summary;
}

export interface VersionLine {
  version: number;
  at: number;
  by: string | null;
}

/** What the settings mean, a sentence each. */
export interface Summary {
  id: string[];
  en: string[];
}

export interface Preset {
  id: string;
  name: string;
  legal_source: string;
  toml: string;
  summary: Summary;
}

export interface SaveProgramme {
  /** At most 64 KiB. */
  toml: string;
  /** Needed when changing: the version the edit started from. */
  based_on: number | null;
}

/** The answer to a check or a refused save: every fault at once. */
export interface PolicyCheck {
  ok: boolean;
  problems: PolicyProblem[];
  summary: Summary;
}

export interface PolicyProblem {
  field: string;
  id: string;
  en: string;
}
