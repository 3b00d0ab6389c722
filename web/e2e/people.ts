// The people of the demo, each in a browser of their own with a made-up camera. Which browser is the project's choice.
import { test as base, type Browser, type BrowserContext, type BrowserContextOptions, type LaunchOptions, type Page } from '@playwright/test';

export type Engine = 'chromium' | 'firefox';

export interface Browsers {
  supervisor: Engine;
  employee: Engine;
}

interface People {
  boss: Page;
  staff: Page;
}

export const CHROMIUM: LaunchOptions = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  chromiumSandbox: false, // these tests run as root in containers
  args: [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
    // The TURN server of ./dev's own network, whose certificate nobody has signed.
    ...(process.env['NET_KEY'] ? [`--ignore-certificate-errors-spki-list=${process.env['NET_KEY']}`, `--host-resolver-rules=MAP turn.sidak.test ${process.env['NET_RELAY']}`] : []),
  ],
};

/** The distribution's own Firefox, driven over WebDriver BiDi. */
const FIREFOX: LaunchOptions = {
  channel: 'moz-firefox',
  executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
  firefoxUserPrefs: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    'media.peerconnection.ice.loopback': true,
    'media.peerconnection.ice.obfuscate_host_addresses': false,
  },
};

export type Person = 'SUPERVISOR' | 'EMPLOYEE' | 'LEADER' | 'ADMIN' | 'AUDITOR';

/** The demo's sign-in link of a person. It works once. */
export function link(person: Person): string {
  const value = process.env[`${person}_LINK`];
  if (!value) throw new Error(`${person}_LINK is missing: start \`sidak demo\` and pass the link it prints`);
  return value;
}

export const test = base.extend<People & Browsers>({
  supervisor: ['chromium', { option: true }],
  employee: ['chromium', { option: true }],
  boss: async ({ playwright, supervisor }, use) => {
    await withPage(await playwright[supervisor].launch(optionsOf(supervisor)), supervisor, { width: 1280, height: 860 }, use);
  },
  staff: async ({ playwright, employee }, use) => {
    await withPage(await playwright[employee].launch(optionsOf(employee)), employee, { width: 360, height: 740 }, use);
  },
});

/** With the port of our own push service, Firefox is reached by that; Chromium knows its maker's only. */
export function optionsOf(engine: Engine, pushPort?: number): LaunchOptions {
  if (engine === 'chromium') return CHROMIUM;
  if (pushPort === undefined) return FIREFOX;
  const push = {
    'dom.push.connection.enabled': true,
    'dom.push.serverURL': `ws://127.0.0.1:${pushPort}/`,
    'dom.push.testing.allowInsecureServerURL': true,
    'permissions.default.desktop-notification': 1,
    'alerts.useSystemBackend': false, // there is no desktop here
  };
  return { ...FIREFOX, firefoxUserPrefs: { ...FIREFOX.firefoxUserPrefs, ...push } };
}

async function withPage(browser: Browser, engine: Engine, viewport: { width: number; height: number }, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await contextOf(browser, engine, viewport);
  await use(await context.newPage());
  await browser.close();
}

/** A window with a camera that nobody has to allow. */
export function contextOf(browser: Browser, engine: Engine, viewport: { width: number; height: number }, more: BrowserContextOptions = {}): Promise<BrowserContext> {
  const options = { viewport, locale: 'id-ID', timezoneId: 'Asia/Jakarta', ...more };
  return browser.newContext(engine === 'chromium' ? { ...options, permissions: ['camera', 'microphone', 'notifications'] } : options);
}
