// One check from the draw's request to the record, with two real browsers and the real relay between them.
import { expect, type Page } from '@playwright/test';
import { axe, shape } from './faults';
import { link, test } from './people';
import { expectMoving } from './picture';

const remoteOf = (page: Page) => page.locator('.vc__stage > video, .incall__video > video');

/** What is on the screen now has no fault that can be seen: the pages of a call exist only while it is going on. */
async function expectSound(...pages: readonly Page[]): Promise<void> {
  const found = await Promise.all(pages.map(async (page) => [...(await axe(page)), ...(await shape(page, 'id'))]));
  expect(found.flat()).toEqual([]);
}

/** As that, with a window as high as the page: else what stays at the foot of the screen hides what lies under it. */
async function expectWhole(page: Page): Promise<void> {
  const size = page.viewportSize() ?? { width: 360, height: 740 };
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: Math.max(size.height, height) });
  await expectSound(page);
  await page.setViewportSize(size);
}

/** Signs in with the demo's link; employees also start their day, or the check would find them not ready. */
async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

/**
 * The tap is the start, recorded before anything has been tested; the tests follow, a real call to the relay among them,
 * and go on where they were when the page is left and opened again.
 */
async function startDay(page: Page): Promise<void> {
  await page.goto(new URL('/hari-ini', page.url()).href);
  await page.getByRole('button', { name: 'Mulai WFH' }).click();
  await expect(page.getByRole('heading', { name: /WFH aktif sejak \d\d\.\d\d WIB/ })).toBeVisible();
  await expect(page.getByText(/^Memeriksa: \d dari 6$/).first()).toBeVisible();
  await expect(page.getByText('Suara dan gambar uji sampai lewat jalur langsung (UDP)')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: /WFH aktif/ })).toBeFocused();
  const heading = await page.getByRole('heading', { name: /WFH aktif/ }).textContent();
  await page.reload();
  await expect(page.getByRole('heading', { name: heading ?? '' })).toBeVisible();
  await page.getByRole('button', { name: 'Lanjutkan pemeriksaan' }).click();
  await expect(page.getByText('Suara dan gambar uji sampai lewat jalur langsung (UDP)')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Memeriksa …')).toHaveCount(0, { timeout: 60_000 });
  // Firefox plays nothing on a machine without a sound card, and says so.
  const question = page.getByText('Apakah Anda mendengar nada?');
  await expect(question.or(page.getByText('Peramban menahan suara.'))).toBeVisible();
  await expectWhole(page);
  if (!(await question.isVisible())) return;
  await page.getByRole('button', { name: 'Tidak', exact: true }).click();
  await expect(page.getByText(/Nada uji tidak terdengar/)).toBeVisible();
  await expectWhole(page);
  await page.locator('.check--bad', { hasText: 'Nada dering' }).getByRole('button', { name: 'Periksa lagi' }).click();
  await page.getByRole('button', { name: 'Ya, terdengar' }).click();
  await expect(page.getByText(/Nada uji .*terdengar$/)).toBeVisible();
}

test('a check, from the request to the record', async ({ boss, staff }) => {
  await test.step('both sign in, the employee starts the day', async () => {
    await signIn(staff, link('EMPLOYEE'));
    await startDay(staff);
    await signIn(boss, link('SUPERVISOR'));
    await boss.goto(new URL('/meja', boss.url()).href);
  });

  await test.step('the draw asks the supervisor to call', async () => {
    const call = boss.locator('.call--first button');
    await expect(call).toBeVisible({ timeout: 120_000 });
    await call.click();
    await expect(boss).toHaveURL(/\/panggilan\//);
    await expect(boss.getByRole('heading', { name: /^Memanggil/ })).toBeVisible();
  });

  await test.step('the employee answers and gets ready', async () => {
    const answer = staff.getByRole('button', { name: 'Jawab', exact: true });
    await expect(answer).toBeVisible();
    await expectSound(boss, staff);
    await answer.click();
    await expect(staff.getByRole('heading', { name: 'Silakan bersiap' })).toBeVisible();
    await expect(staff.getByText(/Tercatat terjawab/)).toBeVisible();
    await expect(boss.getByText(/sedang bersiap/).first()).toBeVisible();
    await expectMoving(staff.locator('.preview video'), 'private preview');
    await expectSound(staff);
    await staff.getByRole('button', { name: 'Masuk, saya di rumah' }).click();
  });

  await test.step('both see each other', async () => {
    await Promise.all([expectMoving(remoteOf(boss), 'supervisor'), expectMoving(remoteOf(staff), 'employee')]);
    await expect(boss.locator('.places').getByText('Di rumah')).toBeVisible();
    await expectSound(boss, staff);
  });

  await test.step('typed words arrive', async () => {
    await staff.getByRole('button', { name: 'Ketik' }).click();
    await staff.getByRole('textbox', { name: 'Tulis pesan' }).fill('Saya di rumah.');
    await staff.keyboard.press('Enter');
    await expect(boss.getByText('Saya di rumah.')).toBeVisible();
  });

  await test.step('a reload goes back into the call', async () => {
    await staff.reload();
    await expectMoving(remoteOf(staff), 'employee after a reload');
    await expectMoving(remoteOf(boss), 'supervisor after the reload');
  });

  await test.step('of two tabs the one touched last has the call, and the other takes it back on a touch', async () => {
    const second = await boss.context().newPage();
    await second.goto(boss.url());
    await expectMoving(remoteOf(second), 'second tab');
    await expect(boss.getByRole('heading', { name: 'Dibuka di tab lain' })).toBeVisible();
    await expectSound(boss);
    await boss.bringToFront();
    await boss.getByRole('button', { name: 'Lanjutkan di sini' }).click();
    await expectMoving(remoteOf(boss), 'the first tab again');
    await expect(second.getByRole('heading', { name: 'Dibuka di tab lain' })).toBeVisible();
    await second.close();
    await expectMoving(remoteOf(boss), 'the first tab, alone');
  });

  const check = new URL(boss.url()).pathname.split('/').at(-1) ?? '';
  await test.step('the result saves on one key, and the call goes on until it is ended', async () => {
    await boss.locator('h1').click();
    await boss.keyboard.press('1');
    await expect(boss.getByText('Tersimpan: Sesuai pernyataan.')).toBeVisible();
    await expectMoving(remoteOf(boss), 'supervisor after the result');
    await boss.getByRole('button', { name: 'Akhiri' }).click();
    await expect(boss.getByText('Panggilan selesai')).toBeVisible();
    await expect(boss.getByText(/Dapat diubah sampai/)).toBeVisible();
    await expect(staff.getByText('Panggilan sudah selesai')).toBeVisible();
    await expect(staff.locator('video')).toHaveCount(0);
    await expectSound(boss, staff);
  });

  await test.step('the record shows it to the employee', async () => {
    await staff.goto(new URL(`/cek/${check}`, staff.url()).href);
    await expect(staff.getByText('Terjawab, sesuai pernyataan').first()).toBeVisible();
  });
});
