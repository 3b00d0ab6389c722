// Two rings are missed, called back about, and the third is answered: two real browsers, a whole page and the real relay.
// In real time, for a ring of the demo lasts a minute.
import { expect, type Page } from '@playwright/test';
import { axe, shape } from './faults';
import { link, test } from './people';
import { expectMoving } from './picture';
import { remoteOf } from './talk';

const RING_ENDS_MS = 90_000;

/** Where `SHOTS` names a folder, the card is kept as pictures: both languages and colours, from the narrowest phone to a desk. */
async function expectGoodCard(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  for (const [width, height] of [[320, 640], [360, 740], [1280, 860]] as const) {
    await page.setViewportSize({ width, height });
    for (const [button, lang] of [['English', 'en'], ['Indonesia', 'id']] as const) {
      await page.locator('.menu > summary').click();
      await page.getByRole('button', { name: button }).click();
      await page.keyboard.press('Escape');
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect([...(await axe(page)), ...(await shape(page, lang))], `${name} ${width} ${lang} ${colorScheme}`).toEqual([]);
        if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${lang}-${colorScheme}.png` });
      }
    }
  }
  await page.setViewportSize({ width: 360, height: 740 });
}

test('missed twice, called back, rung again and answered', async ({ boss, staff }) => {
  test.setTimeout(420_000);
  const ring = boss.locator('.call--first button');
  const card = staff.getByRole('region', { name: /^Panggilan dinas terlewat \d\d\.\d\d/ });
  const back = card.getByRole('button', { name: 'Hubungi kembali' });
  const told = card.getByText('Atasan Anda sudah diberi tahu.');
  const missed: { attempt: string; check: string }[] = [];
  staff.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const now = (JSON.parse(String(payload)) as { missed?: { attempt: string; check: string } | null }).missed;
      if (now) missed.push(now);
    }),
  );

  await test.step('both sign in, and the first ring is missed', async () => {
    await staff.goto(link('EMPLOYEE'));
    await expect(staff.getByRole('navigation').first()).toBeVisible();
    await staff.goto(new URL('/hari-ini', staff.url()).href);
    await staff.getByRole('button', { name: 'Mulai WFH' }).click();
    await boss.goto(link('SUPERVISOR'));
    await expect(boss.getByRole('navigation').first()).toBeVisible();
    await boss.goto(new URL('/meja', boss.url()).href);
    await expect(ring).toBeVisible({ timeout: 120_000 });
    await ring.click();
    await expect(staff.getByRole('button', { name: 'Jawab', exact: true })).toBeVisible();
    await expect(card).toBeHidden();
    await expect(card).toBeVisible({ timeout: RING_ENDS_MS });
    await expect(card).toContainText('menunggu dering berikutnya');
  });

  await test.step('a touch on the notification calls back: the desk says so at once, not a minute later', async () => {
    await boss.goto(new URL('/meja', boss.url()).href);
    // There is no screen to touch: what the worker would open is opened here.
    const { attempt, check } = missed.at(-1) ?? { attempt: '', check: '' };
    await staff.goto(new URL(`/bantuan#dering=${attempt}&cek=${check}&mau=call_back`, staff.url()).href);
    await expect(told).toBeVisible();
    await expect(boss.getByRole('heading', { name: /menghubungi kembali$/ })).toBeVisible({ timeout: 15_000 });
    await staff.getByRole('link', { name: 'Catatan' }).first().click();
    await expect(told).toBeVisible();
    await ring.click();
    await expect(staff.getByRole('button', { name: 'Jawab', exact: true })).toBeVisible();
  });

  await test.step('after the last ring there is a time to call back', async () => {
    await expect(card).toContainText(/Anda dapat menghubungi kembali sampai \d\d\.\d\d WIB/, { timeout: RING_ENDS_MS });
    await expect(boss.getByText(/masih dapat menghubungi kembali sampai/)).toBeVisible();
    await expectGoodCard(staff, 'card');
    await boss.goto(new URL('/meja', boss.url()).href);
    await expect(boss.getByText(/Pegawai dapat menghubungi kembali sampai/)).toBeVisible();
    // By keyboard: it can be reached, and nothing has taken the focus away from the page.
    await back.focus();
    await staff.keyboard.press('Enter');
    await expect(told).toBeVisible();
    await expect(back).toBeHidden();
  });

  await test.step('the third ring is answered', async () => {
    await expect(boss.getByRole('heading', { name: /menghubungi kembali$/ })).toBeVisible({ timeout: 15_000 });
    await expect(boss.getByText('3 dari 3 percobaan')).toBeVisible();
    expect([...(await axe(boss)), ...(await shape(boss, 'id'))]).toEqual([]);
    if (process.env['SHOTS']) await boss.screenshot({ path: `${process.env['SHOTS']}/desk-1280.png` });
    await ring.click();
    await staff.getByRole('button', { name: 'Jawab', exact: true }).click();
    await staff.getByRole('button', { name: 'Masuk, saya di rumah' }).click();
    await Promise.all([expectMoving(remoteOf(boss), 'supervisor'), expectMoving(remoteOf(staff), 'employee')]);
    await boss.locator('h1').click();
    await boss.keyboard.press('1');
    await expect(boss.getByText('Tersimpan: Sesuai pernyataan.')).toBeVisible();
    await boss.getByRole('button', { name: 'Akhiri' }).click();
    await expect(staff.getByText('Panggilan sudah selesai')).toBeVisible();
  });

  await test.step('and it is on the record as called back', async () => {
    const check = new URL(boss.url()).pathname.split('/').at(-1) ?? '';
    for (const page of [staff, boss]) {
      await page.goto(new URL(`/cek/${check}`, page.url()).href);
      await expect(page.getByText('Menghubungi kembali', { exact: true }).first()).toBeVisible();
      await expect(page.getByText(/^Pegawai menghubungi kembali .* sesudah dering berakhir pada percobaan 2\.$/)).toBeVisible();
    }
  });
});
