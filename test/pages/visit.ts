import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Complaints, widths, withContext } from './browser.js';
import type { Shown } from './shown.js';

/** The page is kept as it is now twenty times as often as it would be, and waits a fifth as long for an answer. */
const hurry = `{
  const wait = window.setTimeout;
  window.setTimeout = (then, ms = 0, ...rest) => wait(then, ms === 5000 ? 250 : ms === 15_000 ? 3000 : ms, ...rest);
}`;

export interface Visit {
  readonly page: Page;
  readonly complaints: Complaints;
}

/** Opens a page as long as `use` takes. */
export function visit<T>(
  { browser, shown, path = '/status', options = {} }: VisitOptions,
  use: (visit: Visit) => Promise<T>,
): Promise<T> {
  return withContext(browser, { viewport: { width: widths.wide, height: 900 }, ...options }, async (context) => {
    if (options.javaScriptEnabled !== false) await context.addInitScript(hurry);
    const page = await context.newPage();
    const complaints = new Complaints(page);
    await page.goto(shown.url + path);
    return await use({ page, complaints });
  });
}

export interface VisitOptions {
  readonly browser: Browser;
  readonly shown: Shown;
  readonly path?: string;
  readonly options?: BrowserContextOptions;
}

/** What contacts the table shows, from above. */
export function namesIn(page: Page): Promise<string[]> {
  return page.locator('#contacts tbody .name').allTextContents();
}

/** Waits until it is so. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const begun = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun > 10_000) throw new Error(`waited in vain for ${what}`);
    await sleep(20);
  }
}

/** Waits until the page has been looked up so many times more. */
export async function untilReads(shown: Shown, more: number): Promise<void> {
  const wanted = shown.reads + more;
  await until(`${more} more reads`, () => shown.reads >= wanted);
}
