// A check answered in writing: no camera and no microphone are opened into the call, and it is an answer all the same. Its
// ring comes into the midst of the morning's device check, and wins.
import { expect, type Page } from '@playwright/test';
import { axe, shape } from './faults';
import { link, test } from './people';

async function expectSound(...pages: readonly Page[]): Promise<void> {
  const found = await Promise.all(pages.map(async (page) => [...(await axe(page)), ...(await shape(page, 'id'))]));
  expect(found.flat()).toEqual([]);
}

test('the live question is answered by text', async ({ boss, staff }) => {
  await staff.goto(link('EMPLOYEE'));
  await expect(staff.getByRole('navigation').first()).toBeVisible();
  await boss.goto(link('SUPERVISOR'));
  await expect(boss.getByRole('navigation').first()).toBeVisible();
  await boss.goto(new URL('/meja', boss.url()).href);
  const call = boss.locator('.call--first button');
  await expect(call).toBeVisible({ timeout: 120_000 });
  await staff.goto(new URL('/hari-ini', staff.url()).href);
  await staff.getByRole('button', { name: 'Mulai WFH' }).click();
  await expect(staff.getByRole('heading', { name: /WFH aktif/ })).toBeVisible();
  await call.click();
  await staff.getByRole('button', { name: 'Jawab', exact: true }).click();
  await staff.getByText('Jawab dengan teks', { exact: true }).click();
  await staff.getByRole('button', { name: 'Masuk, saya di rumah' }).click();

  await expect(staff.getByRole('heading', { name: 'Jawaban Anda' })).toBeVisible();
  await expect(boss.getByText(/menjawab dengan teks/).first()).toBeVisible();
  await expectSound(boss, staff);
  await staff.getByLabel('Jawaban', { exact: true }).fill('Menyusun surat edaran.');
  await staff.getByRole('button', { name: 'Kirim jawaban' }).click();
  await expect(boss.locator('.written').getByText('Menyusun surat edaran.')).toBeVisible();

  // Longer than a call without media is waited for, and over a reload.
  await staff.reload();
  await expect(staff.getByRole('heading', { name: 'Jawaban Anda' })).toBeVisible();
  await staff.waitForTimeout(31_000);
  await expect(boss.locator('.written')).toBeVisible();
  await staff.getByLabel('Jawaban', { exact: true }).fill('Selesai pukul tiga.');
  await staff.getByRole('button', { name: 'Kirim jawaban' }).click();
  await expect(boss.locator('.written li')).toHaveCount(2);
  await expectSound(boss, staff);

  const check = new URL(boss.url()).pathname.split('/').at(-1) ?? '';
  await boss.locator('h1').click();
  await boss.keyboard.press('1');
  await boss.getByRole('button', { name: 'Akhiri' }).click();
  await expect(staff.getByText('Panggilan sudah selesai')).toBeVisible();
  // What had not been tested when it rang has not been tested since.
  await staff.goto(new URL('/hari-ini', staff.url()).href);
  await expect(staff.getByRole('button', { name: 'Lanjutkan pemeriksaan' })).toBeVisible();
  await expect(staff.getByText('Memeriksa …')).toHaveCount(0);
  await staff.goto(new URL(`/cek/${check}`, staff.url()).href);
  await expect(staff.getByText('Terjawab, sesuai pernyataan').first()).toBeVisible();
  await expect(staff.getByText('Menjawab dengan teks, 2 kali.')).toBeVisible();
});
