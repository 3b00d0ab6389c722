// One call over networks that shut, cut and change, in two browsers. This file runs inside a network namespace of its own
// (see `networks` in ./dev); what it measures is printed, for docs/benchmarks.md.
import { expect } from '@playwright/test';
import { cut, move, onlyTls, open, shutUdp } from './network';
import { test } from './people';
import { expectMoving } from './picture';
import { expectWay, measure, remoteOf, startCall, untilBack } from './talk';

/** The call is to be back so soon after the network is, in seconds; twice the aim of five, for machines with other things to do. */
const BACK_WITHIN = 10;

test.afterEach(() => open());

test('a call goes on over every way that a network leaves, and after every cut', async ({ boss, staff }) => {
  test.setTimeout(420_000);
  await startCall(boss, staff);

  for (const [name, shut, path, least] of [
    ['UDP', open, 'udp', 10],
    ['TCP only', shutUdp, 'tcp', 8],
    ['TLS only', onlyTls, 'tls', 8],
  ] as const) {
    await test.step(name, async () => {
      shut();
      await Promise.all([expectWay(boss, path), expectWay(staff, path)]);
      await Promise.all([expectMoving(remoteOf(boss), `${name}: supervisor`), expectMoving(remoteOf(staff), `${name}: employee`)]);
      const [supervisor, employee] = await Promise.all([measure(boss, 6), measure(staff, 6)]);
      console.log(`${name}: supervisor ${supervisor.fps} frames/s, ${supervisor.freezes} freezes; employee ${employee.fps} frames/s, ${employee.freezes} freezes`);
      expect.soft(supervisor.fps, `${name}: supervisor`).toBeGreaterThan(least);
      expect.soft(employee.fps, `${name}: employee`).toBeGreaterThan(least);
    });
  }

  await test.step('the network is open again', async () => {
    open();
    await Promise.all([boss.reload(), staff.reload()]);
    await Promise.all([expectWay(boss, 'udp'), expectWay(staff, 'udp')]);
  });

  for (const seconds of [3, 10, 30]) {
    await test.step(`cut for ${seconds} s`, async () => {
      cut();
      await boss.waitForTimeout(seconds * 1_000);
      open();
      const back = await untilBack(boss, staff);
      console.log(`cut for ${seconds} s: both see each other ${back} s after the network is back`);
      expect.soft(back).toBeLessThan(BACK_WITHIN);
    });
  }

  await test.step('another network, with another address', async () => {
    move();
    const back = await untilBack(boss, staff);
    console.log(`another address: both see each other after ${back} s`);
    expect.soft(back).toBeLessThan(2 * BACK_WITHIN); // nobody tells: it begins with five seconds of silence
  });

  await test.step('and it ends as a call that was answered', async () => {
    await boss.locator('h1').click();
    await boss.keyboard.press('1');
    await expect(boss.getByText('Tersimpan: Sesuai pernyataan.')).toBeVisible();
    await boss.getByRole('button', { name: 'Akhiri' }).click();
    await expect(boss.getByText('Panggilan selesai')).toBeVisible();
    const check = new URL(boss.url()).pathname.split('/').at(-1) ?? '';
    await staff.goto(new URL(`/cek/${check}`, staff.url()).href);
    await expect(staff.getByText('Terjawab, sesuai pernyataan').first()).toBeVisible();
  });
});
