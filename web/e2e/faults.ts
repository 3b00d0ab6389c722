// What can be seen to be wrong with a page, as sentences: axe's rules, width, headings, language, and what the browser
// complained about. Knows no page of Sidak; needs `main` and `aria-busy` to know when one is loaded.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, type Request } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one sentence for each element. Without legacy mode it opens a second page each time, for frames, and there are none here. */
export async function axe(page: Page): Promise<string[]> {
  const options = { runOnly: { type: 'tag' as const, values: TAGS }, resultTypes: ['violations' as const] };
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options(options).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any, all, none }) => `${id}: ${target.join(' ')}: ${[...any, ...all, ...none][0]?.message ?? help}`),
  );
}

/** What axe does not look at: the page's language, its one heading, and what is wider than its place. */
export function shape(page: Page, lang: string): Promise<string[]> {
  return page.evaluate((lang) => {
    const found: string[] = [];
    const root = document.documentElement;
    const shown = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });
    const name = (element: Element): string => `${element.tagName.toLowerCase()}.${element.classList[0] ?? ''}`;
    if (root.lang !== lang) found.push(`the page says that its language is ${root.lang}`);
    // Behind a modal dialog, such as a ring, the page cannot be reached.
    const heads = [...(document.querySelector('dialog:modal') ?? document).querySelectorAll('h1')].filter(shown).length;
    if (heads !== 1) found.push(`${heads} headings of the first level`);
    const over = root.scrollWidth - root.clientWidth;
    if (over > 0) {
      const wide = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > root.clientWidth + 0.5);
      found.push(`wider than the screen by ${over} px: ${wide.slice(0, 4).map(name).join(', ')}`);
    }
    // A table that its style makes blocks of is none for some screen readers, unless it says so.
    for (const table of document.querySelectorAll('table')) {
      if (shown(table) && getComputedStyle(table).display !== 'table' && table.getAttribute('role') !== 'table') found.push(`no table any more: ${name(table)}`);
    }
    // On a phone rows become blocks.
    for (const box of document.querySelectorAll('.table-wrap')) {
      if (root.clientWidth < 480 && shown(box) && box.scrollWidth > box.clientWidth) found.push(`a table to scroll sideways: ${box.textContent?.trim().slice(0, 40)}`);
    }
    // Only a table may be scrolled sideways: of choices, those out of sight would not be known to be there.
    for (const row of document.querySelectorAll('.seg, .tabs, nav')) {
      if (shown(row) && row.scrollWidth > row.clientWidth) found.push(`choices cut off: ${row.textContent?.replace(/\s+/g, ' ').trim()}`);
    }
    return found;
  }, lang);
}

/** Complaints of the browser (errors, what the content security policy refused), and questions that the server has yet to answer. */
export class Watch {
  readonly #complaints: string[] = [];
  readonly #asking = new Set<Request>();

  constructor(
    private readonly page: Page,
    /** Answers that are none of a fault, although the browser logs them as errors. */
    private readonly expected: RegExp,
  ) {
    page.on('console', (message) => message.type() === 'error' && this.#hear(`${message.text()} ${message.location().url}`));
    page.on('pageerror', (error) => this.#hear(error.message));
    page.on('request', (request) => {
      // What the page before was waiting for goes with it, and not always with a word.
      if (request.isNavigationRequest()) this.#asking.clear();
      else if (new URL(request.url()).pathname.startsWith('/api/')) this.#asking.add(request);
    });
    page.on('requestfinished', (request) => this.#asking.delete(request));
    page.on('requestfailed', (request) => this.#asking.delete(request));
  }

  #hear(words: string): void {
    if (!this.expected.test(words)) this.#complaints.push(`the browser complains: ${words}`);
  }

  /** All since the last time. */
  complaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Until the page stands: its words are there, and nothing is still being fetched. */
  async loaded(): Promise<void> {
    await expect(this.page.locator('main')).toBeVisible();
    const pending = async (): Promise<number> => this.#asking.size + (await this.page.locator('main [aria-busy=true], main .skeleton').count());
    await expect.poll(pending, { intervals: [30, 50, 50, 100], timeout: 20_000 }).toBe(0);
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
  }
}
