// Browser tests against a running `sidak demo`. Each call test uses up the one check that a demo has come due at once, so
// a project wants a demo of its own:
//   BASE_URL=… SUPERVISOR_LINK=… EMPLOYEE_LINK=… npx playwright test --project chromium
// The links are those that the demo prints; each works once. `pages` looks at every page instead and wants all five links.
// The project `push` also wants PUSH_PORT, and a demo started with `--push-service 127.0.0.1:$PUSH_PORT`.
// The projects `networks` and `lines` run inside a network namespace, and `restart` kills its demo: see ./dev.
// The browsers come from the system; nothing is downloaded.
import { defineConfig, type Project } from '@playwright/test';
import { CHROMIUM, type Browsers } from './e2e/people';

const pair = (name: string, supervisor: Browsers['supervisor'], employee: Browsers['employee']): Project<Browsers> => ({
  name,
  testMatch: 'call.spec.ts',
  use: { supervisor, employee },
});

const MIXED: Browsers = { supervisor: 'chromium', employee: 'firefox' };
const TURNED: Browsers = { supervisor: 'firefox', employee: 'chromium' };

export default defineConfig<Browsers>({
  testDir: 'e2e',
  workers: 1,
  timeout: 180_000,
  reporter: [['list']],
  use: { locale: 'id-ID', timezoneId: 'Asia/Jakarta', trace: 'retain-on-failure' },
  projects: [
    pair('chromium', 'chromium', 'chromium'),
    pair('firefox', 'firefox', 'firefox'),
    pair('mixed', 'chromium', 'firefox'),
    // The other pair of browsers: NETWORKS=turned.
    ...['networks', 'lines', 'restart'].map((name) => ({ name, testMatch: `${name}.spec.ts`, use: { ...(process.env['NETWORKS'] === 'turned' ? TURNED : MIXED), trace: 'off' as const } })),
    { name: 'text', testMatch: 'text.spec.ts', use: MIXED },
    { name: 'callback', testMatch: 'callback.spec.ts' },
    { name: 'push', testMatch: 'push.spec.ts' },
    { name: 'pages', testMatch: 'pages.spec.ts', use: { launchOptions: CHROMIUM, trace: 'off' }, timeout: 600_000 },
  ],
});
