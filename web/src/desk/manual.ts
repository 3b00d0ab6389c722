/** When a call outside the draw may be offered. The server decides; this only keeps buttons away that it would refuse. Pure. */
import type { Desk, MyLoad, TeamMember } from '../lib/shape';

/** Characters of a reason; the server has the same bounds. */
export const REASON_MIN = 10;
export const REASON_MAX = 1000;

export const isShort = (reason: string): boolean => [...reason.trim()].length < REASON_MIN;

/** Why no manual call can be made now, or `null`. */
export type Closed = 'off' | 'outside' | 'used' | 'in_call';

export function closed(desk: Pick<Desk, 'windows' | 'load'>, now: number): Closed | null {
  if (desk.load.manual_per_day === 0) return 'off';
  if (!desk.windows.some((window) => window.start <= now && now < window.end)) return 'outside';
  if (desk.load.manual >= desk.load.manual_per_day) return 'used';
  return desk.load.in_call ? 'in_call' : null;
}

/** Only who is at home today and is not being asked for or called already. */
export const mayCall = (member: TeamMember, live: readonly string[]): boolean =>
  member.mode === 'home' && !live.includes(member.person.id);

/** How full the day is, 0 to 1. */
export const fullness = (load: MyLoad): number => (load.per_day === 0 ? 1 : Math.min(1, load.today / load.per_day));
