// One call over lines that lose packets and come late, in two browsers. Runs inside the network namespace of `./dev`, where
// the relay is told to advertise the bad line's address; what it measures is printed, for docs/benchmarks.md.
import { expect } from '@playwright/test';
import { Line } from './line';
import { value } from './network';
import { test } from './people';
import { expectMoving } from './picture';
import { finishCall, measureBoth, remoteOf, startCall } from './talk';

/** Loss of each way, delay of each way in ms, and what is decoded at least, frames a second: the picture is made smaller and slower from
 *  10 % on, and goes at 25 %. Each line lasts long enough for that. */
const LINES = [
  { name: 'a good line', loss: 0, delay: 0, least: 10 },
  { name: '5 % loss', loss: 0.05, delay: 0, least: 8 },
  { name: '15 % loss', loss: 0.15, delay: 0, least: 3 },
  { name: '300 ms round trip', loss: 0, delay: 150, least: 4 },
  { name: '5 % loss and 300 ms round trip', loss: 0.05, delay: 150, least: 3 },
] as const;
const SETTLES_IN = 12;

test('a call holds over a weak line', async ({ boss, staff }) => {
  test.setTimeout(480_000);
  const line = await Line.open(value('NET_HERE'), value('NET_RELAY'), Number(value('NET_MEDIA')));
  const check = await startCall(boss, staff);

  for (const { name, loss, delay, least } of LINES) {
    await test.step(name, async () => {
      line.weather = { loss, delay };
      if (loss > 0 || delay > 0) await boss.waitForTimeout(SETTLES_IN * 1_000);
      const { supervisor, employee } = await measureBoth(name, boss, staff, 8);
      expect.soft(supervisor, `${name}: supervisor`).toBeGreaterThan(least);
      expect.soft(employee, `${name}: employee`).toBeGreaterThan(least);
    });
  }

  await test.step('a line that carries nothing but sound: the picture rests, and both are told', async () => {
    line.weather = { loss: 0.4, delay: 0 };
    await Promise.all([boss, staff].map((page) => expect(page.getByText(/hanya suara/).first()).toBeVisible({ timeout: 60_000 })));
  });

  await test.step('and the picture comes back by itself with the line', async () => {
    line.weather = { loss: 0, delay: 0 };
    await Promise.all([boss, staff].map((page) => expect(page.getByText(/hanya suara/)).toHaveCount(0, { timeout: 60_000 })));
    await Promise.all([expectMoving(remoteOf(boss), 'supervisor again'), expectMoving(remoteOf(staff), 'employee again')]);
  });

  await test.step('and the check ends as any other', () => finishCall(boss, staff, check));
  line.close();
});
