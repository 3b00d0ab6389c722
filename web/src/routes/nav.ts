/** What stands in the navigation, and for whom. Order matters: on a phone the first four stand at the foot. */
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Dices from '@lucide/svelte/icons/dices';
import FileText from '@lucide/svelte/icons/file-text';
import History from '@lucide/svelte/icons/history';
import House from '@lucide/svelte/icons/house';
import LifeBuoy from '@lucide/svelte/icons/life-buoy';
import PhoneCall from '@lucide/svelte/icons/phone-call';
import Scale from '@lucide/svelte/icons/scale';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Users from '@lucide/svelte/icons/users';
import type { Me, RoleName } from '../lib/shape';
import type common from '../text/id/common';

/** A role, or what follows from the line (supervises), the rota (works from home) and the reach of a role (overseer). */
type Group = RoleName | 'supervisor' | 'employee' | 'overseer';

export interface NavItem {
  path: `/${string}`;
  word: Exclude<keyof typeof common.nav, 'label' | 'more'>;
  icon: typeof House;
  /** Empty: everybody. */
  for: readonly Group[];
}

export const NAV: readonly NavItem[] = [
  { path: '/meja', word: 'desk', icon: PhoneCall, for: ['supervisor'] },
  { path: '/dasbor', word: 'dashboard', icon: ChartColumn, for: ['unit_head', 'leadership', 'admin', 'auditor'] },
  { path: '/hari-ini', word: 'today', icon: House, for: ['employee'] },
  { path: '/catatan', word: 'record', icon: History, for: ['employee'] },
  { path: '/peninjauan', word: 'cases', icon: Scale, for: ['unit_head', 'leadership', 'admin', 'auditor'] },
  { path: '/jadwal', word: 'rota', icon: CalendarDays, for: [] },
  { path: '/pegawai', word: 'staff', icon: Users, for: ['admin', 'unit_head', 'leadership', 'auditor'] },
  { path: '/program', word: 'programme', icon: FileText, for: ['admin', 'leadership', 'unit_head', 'auditor'] },
  { path: '/undian', word: 'draw', icon: Dices, for: ['leadership', 'admin', 'auditor'] },
  { path: '/kewajaran', word: 'fairness', icon: ShieldCheck, for: ['overseer'] },
  { path: '/bantuan', word: 'help', icon: LifeBuoy, for: [] },
];

/** At the foot of a phone's screen; the rest stands in the account menu. */
export const AT_FOOT = 4;

/** Without sign-in: what is open to everybody. */
export function navFor(me: Me | null): NavItem[] {
  if (!me) return NAV.filter((item) => isPublic(item.path));
  const groups = groupsOf(me);
  return NAV.filter((item) => item.for.length === 0 || item.for.some((group) => groups.has(group)));
}

/** The first page for a person: the one most in need of them. */
export function homeOf(me: Me): string {
  return navFor(me)[0]?.path ?? '/bantuan';
}

function groupsOf(me: Me): Set<Group> {
  const groups = new Set<Group>(me.roles.map((held) => held.role));
  if (overseesAll(me)) groups.add('overseer');
  if (me.supervises) groups.add('supervisor');
  if (me.works_from_home) groups.add('employee');
  return groups;
}

/** Leads or audits the whole, not only a part: may compare units with each other. */
export const overseesAll = (me: Me): boolean =>
  me.roles.some(({ role, unit }) => unit === null && (role === 'leadership' || role === 'auditor'));

/** Pages that need no sign-in. */
const PUBLIC = ['/undian', '/bantuan', '/aktivasi'];
/** Pages that fill the screen: no bar, no navigation. */
const BARE = ['/panggilan'];

const within = (pathname: string, roots: readonly string[]): boolean =>
  roots.some((root) => pathname === root || pathname.startsWith(`${root}/`));
export const isPublic = (pathname: string): boolean => within(pathname, PUBLIC);
export const isBare = (pathname: string): boolean => within(pathname, BARE);
