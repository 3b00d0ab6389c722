/** Staff, units, import and activation. */
import type { PersonCard } from './common';

export interface UnitNode {
  id: string;
  name: string;
  parent: string | null;
  /** People directly in it. */
  people: number;
}

export interface StaffQuery {
  unit: string | null;
  /** Part of a name; at most 100 characters. */
  search: string | null;
  page: number | null;
}

export interface StaffPage {
  people: StaffLine[];
  total: number;
  page: number;
  pages: number;
}

export interface StaffLine {
  person: PersonCard;
  supervisor: string | null;
  activated: boolean;
  /** For the personnel agency only. */
  needs: NeedsLine | null;
}

/** What somebody needs in every call, with its reason. */
export interface NeedsLine {
  voice_only: boolean;
  by_text: boolean;
  /** At most 300. */
  extra_seconds: number;
  /** 1 to 300 characters, unless nothing is needed any more. */
  reason: string;
}

/** What an import would do. Nothing is saved until it is confirmed with its `token`. */
export interface ImportPreview {
  /** `None` when problems must be mended first. */
  token: string | null;
  rows: number;
  new: number;
  changed: number;
  unchanged: number;
  /** At most 200. */
  changes: ImportChange[];
  /** In the database but not in the file; nobody is deleted. At most 200. */
  missing: PersonCard[];
  missing_total: number;
  /** At most 1000. */
  problems: ImportProblem[];
  problems_total: number;
  warnings: ImportProblem[];
}

export interface ImportChange {
  name: string;
  nip_masked: string;
  field: string;
  old: string;
  new: string;
}

export interface ImportProblem {
  line: number;
  /** Header of the column. */
  field: string;
  code: string;
  id: string;
  en: string;
}

export interface ConfirmImport {
  token: string;
}

export interface ImportDone {
  new: number;
  changed: number;
}

/** One printable row of an activation sheet. Shown once: the server keeps only a hash of the code. */
export interface ActivationSlip {
  name: string;
  nip_masked: string;
  code: string;
  /** An SVG image of the sign-in address with the code. */
  qr_svg: string;
  expires: number;
}
