// Rings while no page is open: Firefox with a push service of our own, from Mulai WFH to the answer; Chromium, whose push
// service is always its maker's, from the delivered push on.
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { link, optionsOf, test } from './people';
import { expectMoving } from './picture';
import { PushService } from './pushservice';

const port = Number(process.env['PUSH_PORT']);

async function signedIn(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  return page;
}

/** What stands on the screen outside the browser's pages. */
const notices = (page: Page): Promise<{ title: string; tag: string; data: Record<string, string | number | null> }[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, tag, data }) => ({ title, tag, data: data as Record<string, string | number | null> }));
  });

test('Chromium: a push shows a notification, and a late touch lands on the missed call', async ({ playwright }) => {
  const browser = await playwright.chromium.launch(optionsOf('chromium'));
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['notifications'] });
  const page = await signedIn(context, link('LEADER'));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { origin } = new URL(page.url());
  const cdp = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find((entry) => entry.scopeURL === `${origin}/` && !entry.isDeleted);
      if (ours) resolve(ours.registrationId);
    }),
  );
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  const push = (content: object): Promise<unknown> =>
    cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(content) });

  const [check, attempt] = ['0192f3a4-11aa-7c3e-8f10-52d0a4be9001', '0192f3a4-5b20-7d11-9e42-0c4f3a7b2002'];
  await push({ kind: 'ring', check, attempt, until: 0, token: 'x' });
  await expect.poll(() => notices(page)).toMatchObject([{ title: 'Panggilan dinas', tag: `sidak-${check}`, data: { attempt } }]);
  await push({ kind: 'missed', check, attempt, back: 'over', until: null });
  await expect.poll(() => notices(page)).toMatchObject([{ title: 'Panggilan dinas terlewat', tag: `sidak-${check}` }]);
  await push({ kind: 'ring', check, attempt, until: 0, token: 'x' });
  await expect.poll(() => notices(page)).toMatchObject([{ title: 'Panggilan dinas' }]);

  const [worker] = context.serviceWorkers();
  const touch = (action: string): Promise<void> | undefined =>
    worker?.evaluate(async (action) => {
      const scope = self as unknown as { registration: ServiceWorkerRegistration; dispatchEvent(event: Event): boolean };
      const Clicked = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new Clicked('notificationclick', { notification, action }));
    }, action);
  await touch('answer');
  await expect(page).toHaveURL(new RegExp(`/panggilan-terlewat/${check}$`));
  await expect(page.getByRole('heading', { name: 'Panggilan terlewat' })).toBeVisible();
  await expect.poll(() => notices(page)).toEqual([]);

  // The offer to call back is replaced by what comes later, and a touch that is too late says so.
  const actions = (): Promise<string[]> =>
    page.evaluate(async () => {
      const shown = await (await navigator.serviceWorker.ready).getNotifications();
      return shown.flatMap((one) => (one as unknown as { actions: { title: string }[] }).actions.map(({ title }) => title));
    });
  for (const [back, until, wanted] of [
    ['open', Date.now() + 600_000, ['Hubungi kembali']],
    ['called', null, []],
    ['open', 0, []],
    ['open', null, ['Hubungi kembali']],
  ] as const) {
    await push({ kind: 'missed', check, attempt, back, until });
    await expect.poll(() => notices(page)).toMatchObject([{ tag: `sidak-${check}`, data: { back, until } }]);
    expect(await actions()).toEqual(wanted);
  }
  await page.goto(`${origin}/bantuan`);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await touch('call_back');
  await expect(page).toHaveURL(new RegExp(`/panggilan-terlewat/${check}$`));
  await expect(page.getByText('Waktu untuk menghubungi kembali sudah lewat.')).toBeVisible();
  await expect.poll(() => notices(page)).toEqual([]);
  await browser.close();
});

test('Firefox: the page is closed, the device rings, a touch answers', async ({ playwright, boss }) => {
  const service = await new PushService(port).start();
  const browser = await playwright.firefox.launch(optionsOf('firefox', port));
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'id-ID' });
  const page = await context.newPage();

  await test.step('Mulai WFH subscribes, and its test comes back', async () => {
    await page.goto(link('EMPLOYEE'));
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await page.goto(new URL('/hari-ini', page.url()).href);
    await page.getByRole('button', { name: 'Periksa perangkat' }).click();
    await expect(page.getByText('Uji pemberitahuan sampai di perangkat ini')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Mulai WFH' }).click();
    await expect(page.getByRole('heading', { name: /WFH aktif/ })).toBeVisible({ timeout: 60_000 });
    // No page of Sidak is open any more. The tab stays: with its last tab the browser itself would end.
    await page.goto('about:blank');
  });

  await test.step('the supervisor calls, and sees that the closed browser shows it', async () => {
    await boss.goto(link('SUPERVISOR'));
    await expect(boss.getByRole('navigation').first()).toBeVisible();
    await boss.goto(new URL('/meja', boss.url()).href);
    const call = boss.locator('.call--first button');
    await expect(call).toBeVisible({ timeout: 120_000 });
    await call.click();
    await expect(boss.getByText('Tampil di layar')).toBeVisible();
    const ring = service.posts.at(-1);
    expect(ring?.urgency).toBe('high');
    expect(Number(ring?.ttl)).toBeGreaterThan(30);
    expect(ring?.topic).toHaveLength(22);
  });

  await test.step('the notification leads to the ring and answers it', async () => {
    await page.goto(new URL('/offline.html', link('EMPLOYEE')).href);
    const [notice] = await notices(page);
    expect(notice).toMatchObject({ title: 'Panggilan dinas', data: { kind: 'ring' } });
    const { attempt, check } = notice?.data ?? {};
    // Headless Firefox has no screen to touch: what the worker would open is opened here.
    await page.goto(new URL(`/hari-ini#dering=${attempt}&cek=${check}&mau=answer`, page.url()).href);
    await expect(page.getByRole('heading', { name: 'Silakan bersiap' })).toBeVisible();
    await expect(boss.getByText(/sedang bersiap/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Masuk, saya di rumah' }).click();
    await expectMoving(page.locator('.vc__stage > video, .incall__video > video'), 'employee');
  });
  await browser.close();
  await service.stop();
});
