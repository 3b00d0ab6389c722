// Every page, for everybody who can reach it, in both languages, light and dark, on a phone and on a desk: no fault that
// axe can see, nothing wider than the screen, nothing in the console, one heading. A route that nobody visits is a failure.
import { expect, type Browser, type Page } from '@playwright/test';
import { match } from '../src/lib/paths';
import employee from '../src/routes/employee';
import office from '../src/routes/office';
import supervisor from '../src/routes/supervisor';
import { axe, shape, Watch } from './faults';
import { contextOf, link, test, type Person } from './people';

const ROUTES = Object.keys({ ...employee, ...supervisor, ...office });
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 860 } };
type Size = keyof typeof SIZES;
type Lang = 'id' | 'en';
/** Each size sees both languages and both colours, and the two sizes together every pair of them. */
const LOOKS: Readonly<Record<Size, readonly (readonly [Lang, 'light' | 'dark'])[]>> = {
  phone: [['id', 'light'], ['en', 'dark']],
  desk: [['id', 'dark'], ['en', 'light']],
};
/** Nobody is signed in (401); a person in no programme has no draws (404). Both are answers, and pages show them as such. */
const ANSWERS = /401 .*\/api\/me$|404 .*\/api\/draws\/mine\?/;

/**
 * Where each of them goes, in this order. What has a named part is found by a link on a page seen before, by whomever:
 * small units are merged for those who see all of them, so that they have no link to one.
 */
const ROUNDS = {
  visitor: ['/', '/masuk', '/aktivasi', '/undian', '/bantuan'],
  EMPLOYEE: ['/', '/hari-ini', '/catatan', '/cek/:id', '/panggilan/:check', '/panggilan-terlewat/:id', '/jadwal', '/bantuan', '/undian', '/tidak-ada'],
  SUPERVISOR: ['/meja', '/cek/:id', '/hari-ini', '/catatan', '/jadwal', '/bantuan'],
  LEADER: ['/dasbor', '/dasbor/unit/:id', '/dasbor/pegawai/:id', '/peninjauan', '/peninjauan/:id', '/jadwal', '/pegawai', '/program', '/undian'],
  ADMIN: ['/dasbor', '/dasbor/unit/:id', '/dasbor/pegawai/:id', '/peninjauan', '/peninjauan/:id', '/jadwal', '/pegawai', '/program', '/program?preset=dki-2023', '/undian'],
  AUDITOR: ['/dasbor', '/dasbor/unit/:id', '/dasbor/pegawai/:id', '/peninjauan', '/peninjauan/:id', '/jadwal', '/pegawai', '/program', '/undian', '/kewajaran'],
} as const satisfies Record<Person | 'visitor', readonly string[]>;
type Visitor = keyof typeof ROUNDS;
const seen = new Set<string>();

test('every route is visited by somebody', () => {
  const visited = new Set<string>(Object.values(ROUNDS).flat());
  expect(ROUTES.filter((route) => !visited.has(route))).toEqual([]);
});

for (const who of Object.keys(ROUNDS) as Visitor[]) {
  test(`${who.toLowerCase()}: ${ROUNDS[who].length} pages`, async ({ browser }) => {
    const { page, watch, origin } = await enter(browser, who);
    const found: string[] = [];
    for (const size of Object.keys(SIZES) as Size[]) {
      for (const route of ROUNDS[who]) {
        await page.setViewportSize(SIZES[size]);
        await page.goto(origin + addressOf(route));
        await watch.loaded();
        for (const address of await links(page)) seen.add(address);
        const faults = [...(await look(page, size)), ...watch.complaints()];
        found.push(...faults.map((fault) => `${size} ${route} ${fault}`));
      }
    }
    await page.context().close();
    expect(found).toEqual([]);
  });
}

test('the menu of the account, and what it changes', async ({ browser }) => {
  const context = await contextOf(browser, 'chromium', SIZES.phone, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${origin('visitor')}/undian`);
  await expect(page.getByRole('link', { name: 'Masuk', exact: true })).toBeVisible();
  for (const viewport of Object.values(SIZES)) {
    await page.setViewportSize(viewport);
    await page.locator('.menu > summary').click();
    for (const [lang, theme, dark] of [['Indonesia', 'Terang', false], ['English', 'Dark', true], ['Indonesia', 'Gelap', true]] as const) {
      await page.getByRole('button', { name: lang }).click();
      await page.getByRole('button', { name: theme, exact: true }).click();
      await expect(page.locator('html')).toHaveAttribute('data-theme', dark ? 'dark' : 'light');
      expect([...(await shape(page, lang === 'English' ? 'en' : 'id')), ...(await axe(page))]).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'English' })).toBeHidden();
  }
  await context.close();
});

test('a page that is spoiled is reported', async ({ browser }) => {
  const context = await contextOf(browser, 'chromium', SIZES.phone, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  const watch = new Watch(page, ANSWERS);
  await page.goto(`${origin('visitor')}/masuk`);
  await watch.loaded();
  expect([...(await look(page, 'phone')), ...watch.complaints()]).toEqual([]);
  await page.evaluate(() => {
    document.querySelector('label')?.remove();
    document.querySelector('h1')?.classList.add('spoiled');
    const rules = new CSSStyleSheet();
    rules.replaceSync('h1.spoiled { color: light-dark(#bbb, #555); min-inline-size: 500px } .seg { max-inline-size: 4rem; flex-wrap: nowrap }');
    document.adoptedStyleSheets = [rules];
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'b { color: red }' }));
  });
  const said = [...(await look(page, 'phone')), ...watch.complaints()].join('\n');
  for (const each of [/id light: label:/, /id light: color-contrast: .*h1/, /en dark: color-contrast: .*h1/, /wider than the screen/, /choices cut off/, /Content Security Policy/]) {
    expect(said).toMatch(each);
  }
  await context.close();
});

async function enter(browser: Browser, who: Visitor): Promise<{ page: Page; watch: Watch; origin: string }> {
  const context = await contextOf(browser, 'chromium', SIZES.phone, { reducedMotion: 'reduce' });
  const page = await context.newPage();
  const watch = new Watch(page, ANSWERS);
  if (who !== 'visitor') {
    await page.goto(link(who));
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await watch.loaded();
  }
  return { page, watch, origin: origin(who) };
}

/** Each of the demo's people has a host name of their own. */
const origin = (who: Visitor): string => new URL(link(who === 'visitor' ? 'EMPLOYEE' : who)).origin;

function addressOf(route: string): string {
  if (!route.includes(':')) return route;
  // Pages of a ring and a call have no links while there is none; they then say what became of that check.
  const ofCheck = /^\/panggilan(-terlewat)?\//.exec(route)?.[0];
  const wanted = ofCheck ? '/cek/:id' : route;
  const found = [...seen].find((address) => match(wanted, address));
  if (found === undefined) throw new Error(`no link to ${wanted} on the pages before it`);
  return ofCheck ? found.replace('/cek/', ofCheck) : found;
}

const links = (page: Page): Promise<string[]> =>
  page.locator('a[href^="/"]').evaluateAll((all) => all.map((each) => new URL((each as HTMLAnchorElement).href).pathname));

/** The page that is open in its appearances, changed in place, with all that can be unfolded. */
async function look(page: Page, size: Size): Promise<string[]> {
  const found: string[] = [];
  const note = (when: string, faults: readonly string[]): unknown => found.push(...faults.map((fault) => `${when}: ${fault}`));
  for (const [lang, colorScheme] of LOOKS[size]) {
    await speak(page, lang);
    await page.emulateMedia({ colorScheme });
    note(lang, await shape(page, lang));
    await unfold(page, 'main details');
    // As high as the page: else what stays at the foot of the screen would hide from axe what lies under it.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...SIZES[size], height: Math.max(SIZES[size].height, height) });
    note(`${lang} unfolded`, await shape(page, lang));
    note(`${lang} ${colorScheme}`, await axe(page));
    await page.setViewportSize(SIZES[size]);
  }
  await speak(page, 'id');
  return found;
}

/** Opens all of them. What is in them may be built only then, after the browser has said so. */
async function unfold(page: Page, what: string): Promise<void> {
  await page.locator(what).evaluateAll(async (all) => {
    const closed = all.filter((each) => !each.hasAttribute('open'));
    const told = closed.map((each) => new Promise((done) => each.addEventListener('toggle', done, { once: true })));
    for (const each of closed) each.setAttribute('open', '');
    await Promise.all(told);
  });
}

/** In place, by the page's own buttons; a page that has none is loaded anew. */
async function speak(page: Page, lang: Lang): Promise<void> {
  await unfold(page, '.menu');
  const buttons = page.getByRole('button', { name: lang === 'en' ? /^(English|EN)$/ : /^(Indonesia|ID)$/, includeHidden: true });
  if ((await buttons.count()) > 0) {
    await buttons.first().dispatchEvent('click');
    return page.keyboard.press('Escape');
  }
  await page.evaluate((lang) => localStorage.setItem('sidak.lang', lang), lang);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
