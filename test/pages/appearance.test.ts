import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { Complaints, openBrowser, widths, withContext } from './browser.js';
import { crowd } from './crowd.js';
import { Shown } from './shown.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where pictures of the pages are left to be looked at. */
const pictures = new URL('../../node_modules/.cache/pages/', import.meta.url).pathname;

/** What axe-core has against a page, by rule and place. */
async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy does not forbid; the page itself may run no such text.
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  return results.violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html }) => `${id}: ${html}`));
}

/** What is wider than the window. A text, because only the browser knows what it is about. */
const tooWide = `[...document.body.querySelectorAll('*')]
  .filter((element) => !element.closest('.unseen, caption, .skip'))
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5)
  .map((element) => element.outerHTML.slice(0, 100))`;
const unfold = `document.querySelectorAll('details').forEach((details) => { details.open = true; })`;

describe('the pages in a browser', () => {
  let browser: Browser;

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await openBrowser();
  });

  after(() => browser.close());

  for (const count of [0, 10, 1000]) {
    describe(`with ${count} contacts`, function () {
      this.timeout(240_000);
      const shown = new Shown(crowd(count));
      before(() => shown.open());
      after(() => shown.close());

      for (const colorScheme of ['light', 'dark'] as const) {
        for (const [name, width] of Object.entries(widths)) {
          for (const path of ['/', '/status', '/status?rows=all', '/config']) {
            it(`please axe-core and fit the window at ${path}, ${name} and ${colorScheme}`, async () => {
              const options = { viewport: { width, height: 900 }, colorScheme };
              const found = await withContext(browser, options, async (context) => {
                const page = await context.newPage();
                const complaints = new Complaints(page);
                await page.goto(shown.url + path);
                const picture = `${count}-${name}-${colorScheme}-${path.replace(/\W+/g, '') || 'overview'}.png`;
                await page.screenshot({ path: pictures + picture, fullPage: count < 1000 });
                // Also what is folded away.
                await page.evaluate(unfold);
                return {
                  overflow: await page.evaluate<string[]>(tooWide),
                  violations: await violationsOf(page),
                  complaints: complaints.texts,
                };
              });
              assert.deepEqual(found, { overflow: [], violations: [], complaints: [] });
            });
          }
        }
      }
    });
  }

  it('fit windows of every width, with names of every length', async () => {
    const { contacts, ...status } = crowd(10);
    const long = { displayName: 'Wolfeschlegelsteinhausen '.repeat(4), team: 'x'.repeat(80), target: 'y'.repeat(80) };
    const shown = new Shown({
      ...status,
      contacts: contacts.map((contact, index) => (index % 2 === 0 ? contact : { ...contact, ...long })),
    });
    await shown.open();
    const found = await withContext(browser, {}, async (context) => {
      const page = await context.newPage();
      await page.goto(`${shown.url}/status`);
      await page.evaluate(unfold);
      const overflows: unknown[] = [];
      for (let width = 320; width <= 1600; width += 16) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate<string[]>(tooWide);
        if (overflow.length > 0) overflows.push([width, overflow]);
      }
      return overflows;
    });
    await shown.close();
    assert.deepEqual(found, []);
  });

  it('are known by axe-core to be at fault when they are', async () => {
    const violations = await withContext(browser, {}, async (context) => {
      const page = await context.newPage();
      await page.setContent('<!doctype html><title>a</title><main><h1>a</h1><img src="a.png"></main>');
      return await violationsOf(page);
    });
    assert.deepEqual(
      violations.map((text) => text.replace(/:.*/, '')),
      ['html-has-lang', 'image-alt'],
    );
  });
});
