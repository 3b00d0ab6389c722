/** The one check of this tab: `round` with this browser's tests, the record, and the rings. Glue; `round.svelte.ts` decides. */
import { post } from '../lib/api';
import { serverNow } from '../lib/clock';
import { deviceId } from '../lib/device';
import type { DeviceCheck, Today } from '../lib/shape';
import { app } from '../lib/state.svelte';
import { Round } from './round.svelte';
import { peek, test } from './tests';

let told: ((today: Today) => void) | null = null;

export const round = new Round({
  test,
  peek,
  now: serverNow,
  keep: async (tests) => {
    const body: DeviceCheck = { device: deviceId(app.me?.id ?? ''), tests };
    const today = await post<Today>('/api/today/tests', body);
    told?.(today);
  },
});

/** Who shows the day hears of each change; ends when that page goes. */
export function onKept(tell: (today: Today) => void): () => void {
  told = tell;
  return () => {
    if (told === tell) told = null;
  };
}

/** For as long as the tab lives: a ring wins over the check wherever the person is. */
$effect.root(() => {
  $effect(() => round.away(app.now.ring !== null || app.now.calls.some((call) => call.here && call.phase !== 'closing')));
  $effect(() => {
    if (app.line === 'open') round.retry();
  });
});
