// One call over lines that lose and delay datagrams, in two browsers: what is left of the picture, for docs/benchmarks.md.
// Runs inside a network namespace of its own, by `./dev networks` only: figures want time and a quiet machine.
import { expect } from '@playwright/test';
import { delay, lose, open } from './network';
import { test } from './people';
import { expectMoving } from './picture';
import { measure, remoteOf, startCall } from './talk';

test.afterEach(() => open());

test('a call over bad lines', async ({ boss, staff }) => {
  test.setTimeout(420_000);
  await startCall(boss, staff);
  for (const [name, worsen, least] of [
    ['a good line', open, 10],
    ['5 % loss', () => lose(5), 8],
    ['15 % loss', () => lose(15), 3],
    ['300 ms more, each way', () => delay(300), 5],
  ] as const) {
    await test.step(name, async () => {
      worsen();
      // Connections that begin on this line, as they would.
      await Promise.all([boss.reload(), staff.reload()]);
      await Promise.all([expectMoving(remoteOf(boss), `${name}: supervisor`), expectMoving(remoteOf(staff), `${name}: employee`)]);
      await boss.waitForTimeout(5_000);
      const [supervisor, employee] = await Promise.all([measure(boss, 15), measure(staff, 15)]);
      console.log(`${name}: supervisor ${supervisor.fps} frames/s, ${supervisor.freezes} freezes; employee ${employee.fps} frames/s, ${employee.freezes} freezes`);
      expect.soft(supervisor.fps, `${name}: supervisor`).toBeGreaterThan(least);
      expect.soft(employee.fps, `${name}: employee`).toBeGreaterThan(least);
    });
  }
});
