// One call over networks that shut and cut, in two browsers. This file runs inside a network namespace of its own
// (see `networks` in ./dev); what it measures is printed, for docs/benchmarks.md.
import { expect, type Page } from '@playwright/test';
import { cut, move, onlyTls, open, shutUdp } from './network';
import { test } from './people';
import { expectMoving } from './picture';
import { expectWay, finishCall, measureBoth, remoteOf, startCall, untilBack } from './talk';

/** The call is to be back so soon after the network is, in seconds; twice the aim of five, for machines with other things to do. */
const BACK_WITHIN = 10;
/** From so long a cut on both people are told, seconds: browsers take five to be sure. */
const TOLD_FROM = 10;

test.afterEach(() => open());

test('a call goes on over every way that a network leaves, and after cuts', async ({ boss, staff }) => {
  test.setTimeout(600_000);
  const check = await startCall(boss, staff);

  for (const [name, shut, path, least] of [
    ['UDP', open, 'udp', 10],
    ['TCP only', shutUdp, 'tcp', 8],
    ['TLS only', onlyTls, 'tls', 8],
  ] as const) {
    await test.step(name, async () => {
      shut();
      await Promise.all([expectWay(boss, path), expectWay(staff, path)]);
      await Promise.all([expectMoving(remoteOf(boss), `${name}: supervisor`), expectMoving(remoteOf(staff), `${name}: employee`)]);
      const { supervisor, employee } = await measureBoth(name, boss, staff, 6);
      expect.soft(supervisor, `${name}: supervisor`).toBeGreaterThan(least);
      expect.soft(employee, `${name}: employee`).toBeGreaterThan(least);
    });
  }

  await test.step('the network is open again', async () => {
    open();
    await Promise.all([boss.reload(), staff.reload()]);
    await Promise.all([expectWay(boss, 'udp'), expectWay(staff, 'udp')]);
    await Promise.all([expectMoving(remoteOf(boss), 'supervisor, open again'), expectMoving(remoteOf(staff), 'employee, open again')]);
  });

  for (const seconds of [3, 10, 30]) {
    await test.step(`a cut of ${seconds} seconds`, async () => {
      cut();
      const over = boss.waitForTimeout(seconds * 1_000);
      if (seconds >= TOLD_FROM) await Promise.all([expectTold(boss), expectTold(staff)]);
      await over;
      open();
      await expectBack(`cut for ${seconds} s`, boss, staff);
    });
  }

  await test.step('from one network to another, as from Wi-Fi to mobile', async () => {
    move();
    await expectBack('another address', boss, staff);
  });

  await test.step('and the check ends as any other', () => finishCall(boss, staff, check));
});

const expectTold = (page: Page): Promise<void> => expect(page.getByText(/[Tt]erputus/).first()).toBeVisible({ timeout: 9_000 });

async function expectBack(name: string, boss: Page, staff: Page): Promise<void> {
  const back = await untilBack(boss, staff);
  console.log(`${name}: both see each other ${back} s after the network is back`);
  expect.soft(back, name).toBeLessThan(BACK_WITHIN);
  // The next change is not to come in the middle of this one's end: the lines are told as good again.
  await Promise.all([expect(boss.locator('.quality').first()).toBeVisible({ timeout: 30_000 }), expect(staff.locator('.quality').first()).toBeVisible({ timeout: 30_000 })]);
}
