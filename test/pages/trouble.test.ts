import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { crowd } from './crowd.js';
import { Shown } from './shown.js';
import { namesIn, until, untilReads, visit } from './visit.js';

const silence = 'The exporter does not answer. What is shown was so when it last did.';
const back = 'The exporter answers again. 3 open pages, 1 contact failing.';

/** Everything that is told to those who listen from now on. */
const listen = `
  window.told = [];
  new MutationObserver(() => {
    const { textContent } = document.getElementById('news');
    if (textContent !== '') window.told.push(textContent);
  }).observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true });`;

function toldOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>('window.told');
}

/** Has the page told, when it asks for itself, what another exporter would. */
async function answering(page: Page, status: number, headers: Record<string, string> = {}): Promise<() => number> {
  let asked = 0;
  await page.route('**/status', (route) => {
    asked += 1;
    return route.fulfill({ status, headers, body: 'no page' });
  });
  return () => asked;
}

describe('a page whose exporter has trouble', () => {
  const shown = new Shown(crowd(10));
  let browser: Browser;

  before(async () => {
    browser = await openBrowser();
  });

  after(() => browser.close());

  beforeEach(() => shown.open());
  afterEach(() => shown.close());

  it('says each time that there is no answer, and that there is one again', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const trouble = page.locator('#trouble');
      const isSeen = [await trouble.isVisible()];
      await page.evaluate(listen);
      const port = Number(new URL(shown.url).port);
      for (const times of [1, 2]) {
        await shown.close();
        await until('the trouble', () => trouble.isVisible());
        isSeen.push(await trouble.isVisible());
        await until('that it is told', async () => (await toldOn(page)).length === 2 * times - 1);
        await shown.open(port);
        await until('the end of it', async () => !(await trouble.isVisible()));
        await until('that it is told', async () => (await toldOn(page)).length === 2 * times);
      }
      return { isSeen, told: await toldOn(page), names: (await namesIn(page)).length };
    });
    assert.deepEqual(seen, { isSeen: [false, true, true], told: [silence, back, silence, back], names: 10 });
  });

  it('tells the same again as something that is new', async () => {
    const changes = await visit({ browser, shown }, async ({ page }) => {
      await page.evaluate(`
        window.changes = [];
        new MutationObserver(() => window.changes.push(document.getElementById('news').textContent))
          .observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true });`);
      const changed = () => page.evaluate<string[]>('window.changes');
      await page.getByLabel('Show').selectOption('Failing');
      await until('what is told', async () => (await changed()).length === 1);
      await page.getByLabel('Sort by').selectOption('Contact');
      await until('what is told', async () => (await changed()).length === 3);
      return await changed();
    });
    assert.deepEqual(changes, ['1 of 10 contacts found.', '', '1 of 10 contacts found.']);
  });

  const statuses: [status: number, text: string][] = [
    [421, 'The exporter answers with status 421 instead of the page. What is shown was so before.'],
    [500, 'The exporter answers with status 500 instead of the page. What is shown was so before.'],
    [200, 'The exporter answers with status 200 instead of the page. What is shown was so before.'],
  ];
  for (const [status, text] of statuses) {
    it(`says that it was answered ${status} without a page, and asks again`, async () => {
      const seen = await visit({ browser, shown }, async ({ page }) => {
        const asked = await answering(page, status);
        await until('more questions', () => asked() > 2);
        const trouble = await page.locator('#trouble').textContent();
        await page.unroute('**/status');
        await until('the end of it', async () => !(await page.locator('#trouble').isVisible()));
        return trouble;
      });
      assert.equal(seen, text);
    });
  }

  it('asks for itself no more when a password is wanted, but for what somebody wants to see', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const asked = await answering(page, 401);
      await until('the trouble', () => page.locator('#trouble').isVisible());
      await sleep(1000);
      const trouble = await page.locator('#trouble').textContent();
      const questions = asked();
      await page.unroute('**/status');
      await page.getByLabel('Show').selectOption('Failing');
      await until('the end of it', async () => !(await page.locator('#trouble').isVisible()));
      await untilReads(shown, 2);
      return { trouble, questions };
    });
    assert.deepEqual(seen, {
      trouble:
        'The exporter asks for a password. Load the page again to give it: until then, nothing here is kept up to date.',
      questions: 1,
    });
  });

  it('waits for as long as it is told to when too many ask, and says nothing of it', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      await page.evaluate(listen);
      const askedAt: number[] = [];
      await page.route('**/status?*', (route) => {
        askedAt.push(performance.now());
        return askedAt.length === 1
          ? route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, body: 'no page' })
          : route.continue();
      });
      await page.getByLabel('Show').selectOption('Failing');
      await until('the second question', () => askedAt.length === 2);
      await until('what was found', async () => (await toldOn(page)).length === 1);
      const [first = 0, second = 0] = askedAt;
      return { told: await toldOn(page), hasWaited: second - first >= 990 };
    });
    assert.deepEqual(seen, { told: ['1 of 10 contacts found.'], hasWaited: true });
  });

  it('says that too many ask when that goes on', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const asked = await answering(page, 503, { 'Retry-After': '0' });
      await until('the trouble', () => page.locator('#trouble').isVisible());
      return [asked(), await page.locator('#trouble').textContent()];
    });
    assert.deepEqual(seen, [
      2,
      'The exporter answers with status 503 instead of the page. What is shown was so before.',
    ]);
  });

  it('waits for an answer for a while, and no longer', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      await page.route('**/status', () => new Promise(() => undefined));
      await until('the trouble', () => page.locator('#trouble').isVisible());
      const trouble = await page.locator('#trouble').textContent();
      await page.unroute('**/status');
      return trouble;
    });
    assert.equal(seen, silence);
  });

  it('has none in a browser without AbortSignal.any', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      await page.addInitScript('delete AbortSignal.any; delete AbortSignal.timeout;');
      await page.reload();
      await untilReads(shown, 3);
      return [await page.evaluate('typeof AbortSignal.any'), await page.locator('#trouble').isVisible()];
    });
    assert.deepEqual(seen, ['undefined', false]);
  });

  it('has none with a password in its address', async () => {
    const seen = await visit({ browser, shown }, async ({ page, complaints }) => {
      await page.goto(`${shown.url.replace('//', '//somebody:secret@')}/status`);
      await page.getByLabel('Show').selectOption('Failing');
      await until('what is found', async () => (await namesIn(page)).length === 1);
      await page.getByRole('columnheader', { name: 'Contact' }).getByRole('link').click();
      await until('the order', async () => (await page.locator('[aria-sort]').count()) === 1);
      await page.getByRole('searchbox').fill('nobody');
      await until('what is found', async () => (await namesIn(page)).length === 0);
      return {
        search: new URL(page.url()).search,
        errors: complaints.texts.filter((text) => text.startsWith('error')),
      };
    });
    assert.deepEqual(seen, { search: '?state=failing&sort=contact&q=nobody', errors: [] });
  });
});
