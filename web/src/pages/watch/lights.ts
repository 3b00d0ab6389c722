/** How a light is shown, and numbers of tests as people write them. Pure. */
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import Eye from '@lucide/svelte/icons/eye';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import { decimal } from '../../lib/numbers';
import type { WatchLight } from '../../lib/shape';

export const LOOKS = {
  green: { kind: 'ok', banner: 'ok', icon: CircleCheck },
  look: { kind: 'attn', banner: 'attn', icon: Eye },
  red: { kind: 'stop', banner: 'attn', icon: TriangleAlert },
  too_few: { kind: 'void', banner: 'void', icon: CircleDashed },
} as const satisfies Record<WatchLight, unknown>;

/** Below this a probability is only said to be less. */
const LEAST = 0.0001;

/** "0,042", "kurang dari 0,0001" or "–". */
export function chance(p: number | null, less: (value: string) => string): string {
  if (p === null) return '–';
  return p < LEAST ? less(decimal(LEAST, 4)) : decimal(p, p < 0.01 ? 4 : 3);
}

/** "+12,3": how many more were drawn than expected. */
export function difference(drawn: number, expected: number): string {
  const more = drawn - expected;
  return `${more < 0 ? '−' : '+'}${decimal(Math.abs(more), 1)}`;
}
