// One call between two pages, and what it is worth: frames decoded, freezes, the way that it takes, how soon it is back.
// Knows nothing of what is done to the network meanwhile.
import { expect, type Locator, type Page } from '@playwright/test';
import { link } from './people';
import { expectMoving } from './picture';

/** What a page has decoded. */
interface Seen {
  /** Which of the page's connections this is about: they are made anew when a way is shut. */
  connection: number;
  frames: number;
  freezes: number;
}

/** Keeps the page's connections where a test can ask them. */
async function watchConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    const Real = RTCPeerConnection;
    Object.assign(window, {
      made,
      RTCPeerConnection: class extends Real {
        constructor(settings?: RTCConfiguration) {
          super(settings);
          made.push(this);
        }
      },
    });
  });
}

/** Of the newest connection. */
function seen(page: Page): Promise<Seen> {
  return page.evaluate(async () => {
    const { made } = window as unknown as { made: RTCPeerConnection[] };
    const sum = { connection: made.length, frames: 0, freezes: 0 };
    for (const report of (await made.at(-1)?.getStats())?.values() ?? []) {
      if (report.type !== 'inbound-rtp' || report.kind !== 'video') continue;
      sum.frames += report.framesDecoded ?? 0;
      sum.freezes += report.freezeCount ?? 0;
    }
    return sum;
  });
}

/** Frames a second and freezes over some seconds of talk on one connection. */
export async function measure(page: Page, seconds: number): Promise<{ fps: number; freezes: number }> {
  for (;;) {
    const before = await seen(page);
    await page.waitForTimeout(seconds * 1_000);
    const after = await seen(page);
    if (after.connection !== before.connection) continue;
    return { fps: Math.round(((after.frames - before.frames) / seconds) * 10) / 10, freezes: after.freezes - before.freezes };
  }
}

export const remoteOf = (page: Page): Locator => page.locator('.vc__stage > video, .incall__video > video');

/** From both people's sign-in to the picture of each at the other. Uses up the demo's one check. */
export async function startCall(boss: Page, staff: Page): Promise<void> {
  await Promise.all([watchConnections(boss), watchConnections(staff)]);
  await staff.goto(link('EMPLOYEE'));
  await expect(staff.getByRole('navigation').first()).toBeVisible();
  await staff.goto(new URL('/hari-ini', staff.url()).href);
  await staff.getByRole('button', { name: 'Mulai WFH' }).click();
  // The device check goes on behind it, until the ring breaks it off.
  await expect(staff.getByRole('heading', { name: /WFH aktif/ })).toBeVisible();
  await boss.goto(link('SUPERVISOR'));
  await expect(boss.getByRole('navigation').first()).toBeVisible();
  await boss.goto(new URL('/meja', boss.url()).href);
  const call = boss.locator('.call--first button');
  await expect(call).toBeVisible({ timeout: 120_000 });
  await call.click();
  await staff.getByRole('button', { name: 'Jawab', exact: true }).click();
  await staff.getByRole('button', { name: 'Masuk, saya di rumah' }).click();
  await Promise.all([expectMoving(remoteOf(boss), 'supervisor'), expectMoving(remoteOf(staff), 'employee')]);
}

/** The way that the pages show, where it is not the straight one. */
export async function expectWay(page: Page, path: 'udp' | 'tcp' | 'tls'): Promise<void> {
  await expect(page.locator('.quality').first()).toBeVisible({ timeout: 30_000 });
  const others = page.locator('[data-path]');
  if (path === 'udp') await expect(others).toHaveCount(0, { timeout: 60_000 });
  else await expect(others.and(page.locator(`[data-path=${path}]`)).first()).toBeVisible({ timeout: 60_000 });
}

/** Seconds from now until both pages decode again what the other sends. */
export async function untilBack(...pages: readonly Page[]): Promise<number> {
  const began = Date.now();
  const marks = await Promise.all(pages.map(seen));
  const back = async (page: Page, mark: Seen): Promise<boolean> => {
    const now = await seen(page);
    return now.frames > (now.connection === mark.connection ? mark.frames : 0) + 3;
  };
  await expect
    .poll(async () => (await Promise.all(pages.map((page, at) => back(page, marks[at] ?? { connection: 0, frames: 0, freezes: 0 })))).every(Boolean), {
      intervals: [100],
      timeout: 40_000,
      message: 'picture both ways again',
    })
    .toBe(true);
  return Math.round((Date.now() - began) / 100) / 10;
}
