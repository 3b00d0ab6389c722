// The server dies in mid-call, without a word, and is started again on the same database: what both people see, and what the
// record makes of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { expect } from '@playwright/test';
import { value } from './network';
import { test } from './people';
import { finishCall, startCall, untilBack } from './talk';

/** Seconds from the new server's word until both see each other; twice the aim of five, for machines with other things to do. */
const BACK_WITHIN = 10;

let server: ChildProcess | undefined;
test.afterEach(() => void server?.kill());

/** Until it says that it listens. */
function serve(): Promise<void> {
  const started = spawn(value('SIDAK'), ['serve', '--config', value('SERVE_CONFIG')], { stdio: ['ignore', 'pipe', 'inherit'] });
  server = started;
  return new Promise((resolve, reject) => {
    started.stdout.on('data', (text: Buffer) => text.includes('listening on') && resolve());
    started.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

test('a server that dies in mid-call costs nobody anything', async ({ boss, staff }) => {
  const check = await startCall(boss, staff);

  await test.step('both are told that the line is gone', async () => {
    process.kill(Number(value('DEMO_PID')), 'SIGKILL');
    await Promise.all([boss, staff].map((page) => expect(page.getByText(/[Tt]erputus/).first()).toBeVisible({ timeout: 20_000 })));
  });

  await test.step('the server is back, and so is the call', async () => {
    await serve();
    const back = await untilBack(boss, staff);
    console.log(`the server was killed: both see each other ${back} s after it is back`);
    expect.soft(back).toBeLessThan(BACK_WITHIN);
  });

  await test.step('the check ends as any other, and the record says what happened', async () => {
    await finishCall(boss, staff, check);
    await expect(staff.getByText('Server terputus di tengah panggilan dan kembali')).toBeVisible();
  });
});
