// A whole day's file checked on the public page, in real browsers, and how usable the page stays meanwhile.
//
//   node bench/verify.mjs PATH_TO_SIDAK FILE [runs = 3]       (from `web/`, after `npm ci`)
//
// The file comes from `cargo run -p sidak-core --example day -- 37000`. Prints, for each browser, the time from choosing the file
// to the verdict, and the longest time between two frames of the page in it. Floor: the same page for as long with nothing to
// do. Each run also cancels one check first, which must leave the page without a verdict.
import { chromium, firefox } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [binary, file, wanted = '3'] = process.argv.slice(2);
if (!binary || !file) throw new Error('which binary and file? node bench/verify.mjs ../target/release/sidak day.json');
const PORT = Number(process.env.PORT ?? 8930);
const LIMIT = 300_000;

const engines = {
  chromium: () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: false }),
  firefox: () => firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' }),
};

async function demo() {
  const child = spawn(binary, ['demo', '--people', '43', '--port', String(PORT)], { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('listening on')) return child;
  throw new Error('the demo did not start');
}

/** Begins to note the longest time between two frames; the answer ends it. */
async function frames(page) {
  await page.evaluate(() => {
    globalThis.longest = 0;
    let before = performance.now();
    const look = (now) => {
      globalThis.longest = Math.max(globalThis.longest, now - before);
      before = now;
      if (globalThis.longest >= 0) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    page.evaluate(() => {
      const { longest } = globalThis;
      globalThis.longest = -1;
      return Math.round(longest);
    });
}

async function once(page) {
  await page.goto(`http://127.0.0.1:${PORT}/undian`);
  const input = page.locator('.drop input[type=file]');
  await input.waitFor();
  await input.setInputFiles(file);
  await page.getByRole('button', { name: 'Batal' }).click();
  await page.getByText('Dibatalkan').waitFor();
  const longest = await frames(page);
  const from = Date.now();
  await page.getByRole('button', { name: 'Coba lagi' }).click();
  await page.locator('.drop .banner, .drop .error').first().waitFor({ timeout: LIMIT });
  const took = Date.now() - from;
  const said = await page.locator('.drop [role=status]').innerText();
  if (!said.includes('benar')) throw new Error(said);
  const busy = await longest();
  const idle = await frames(page);
  await page.waitForTimeout(Math.min(took, 5_000));
  return { took, busy, idle: await idle(), said: said.split('\n')[1] };
}

const child = await demo();
try {
  for (const [name, launch] of Object.entries(engines)) {
    const browser = await launch();
    const page = await (await browser.newContext({ locale: 'id-ID', timezoneId: 'Asia/Jakarta' })).newPage();
    const refused = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    for (let run = 0; run < Number(wanted); run++) console.log(name, JSON.stringify(await once(page)));
    if (refused.length > 0) console.log(name, 'said', refused);
    await browser.close();
  }
} finally {
  child.kill();
}
