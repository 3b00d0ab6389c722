/** What a person's roles allow on the pages. The server decides for itself; this only hides what it would refuse. */
import type { Me, RoleName } from './shape';

export function holds(me: Me | null | undefined, ...wanted: readonly RoleName[]): boolean {
  return me?.roles.some(({ role }) => wanted.includes(role)) ?? false;
}
