/** Signing in, who I am, what I may see. */
import type { PersonCard } from './common';

export interface SignIn {
  /** NIP or e-mail. */
  name: string;
  password: string;
}

/** A one-time ticket (demo links). */
export interface SignInTicket {
  ticket: string;
}

export interface Activate {
  /** NIP or e-mail. */
  name: string;
  /** From the printed sheet. */
  code: string;
  /** 12 to 128 characters; no composition rules. */
  password: string;
}

export interface Me {
  id: string;
  name: string;
  position: string;
  unit: string;
  zone: string;
  roles: Role[];
  /** Somebody reports to me. */
  supervises: boolean;
  /** I am in a rota (I may be called). */
  works_from_home: boolean;
  sessions: number;
  /** This installation is a demonstration. */
  demo: boolean;
  /** Server time. */
  now: number;
}

/** A role beyond employee and supervisor, with the subtree of units it covers. */
export interface Role {
  role: RoleName;
  unit: string | null;
  unit_name: string | null;
}

export type RoleName =
  | 'unit_head'
  /** The personnel agency (BKD). */
  | 'admin'
  | 'leadership'
  | 'auditor';

export interface GrantRole {
  person: string;
  role: RoleName;
  /** The top of the subtree; `None` is everything. */
  unit: string | null;
}

export interface RoleHolder {
  person: PersonCard;
  role: RoleName;
  unit: string | null;
  unit_name: string | null;
}
