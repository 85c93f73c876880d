import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { openBrowser, widths } from './browser.js';
import { crowd } from './crowd.js';
import { Shown } from './shown.js';
import { namesIn, until, visit } from './visit.js';

const mark = 'window.isSame = true';
const isSame = 'window.isSame === true';

describe('the search and the order of contacts', () => {
  const shown = new Shown(crowd(1000));
  let browser: Browser;

  before(async () => {
    await shown.open();
    browser = await openBrowser();
  });

  after(async () => {
    await browser.close();
    await shown.close();
  });

  const clicks: [how: string, width: number, javaScriptEnabled: boolean][] = [
    ['in place', widths.wide, true],
    ['without a script', widths.wide, false],
    ['above cards', widths.narrow, true],
  ];
  for (const [how, width, javaScriptEnabled] of clicks) {
    it(`change by clicks on a column, ${how}`, async () => {
      const options = { javaScriptEnabled, viewport: { width, height: 900 } };
      const seen = await visit({ browser, shown, options }, async ({ page, complaints }) => {
        if (javaScriptEnabled) await page.evaluate(mark);
        const header = page.getByRole('columnheader', { name: 'Data age' });
        const link = header.getByRole('link');
        const steps: unknown[] = [await header.getAttribute('aria-sort')];
        for (const order of ['descending', 'ascending']) {
          await link.click();
          await until(order, async () => (await header.getAttribute('aria-sort')) === order);
          steps.push([order, new URL(page.url()).search, (await namesIn(page)).slice(0, 2)]);
        }
        const kept = javaScriptEnabled
          ? await page.evaluate(`${isSame} && document.activeElement.textContent`)
          : 'Data age';
        return { steps, kept, complaints: complaints.texts };
      });
      assert.deepEqual(seen, {
        steps: [
          null,
          ['descending', '?sort=age', ['ingridl', 'ingridl11']],
          ['ascending', '?sort=age&order=asc', ['akuam', 'akuam13']],
        ],
        kept: 'Data age',
        complaints: [],
      });
    });
  }

  it('are typed, told to those who listen, and stay in the address', async () => {
    const seen = await visit({ browser, shown }, async ({ page, complaints }) => {
      await page.evaluate(mark);
      const search = page.getByRole('searchbox', { name: 'Search' });
      await search.pressSequentially('payments THROTTLED', { delay: 30 });
      await until(
        'what is found',
        async () => (await page.locator('#count').textContent())?.includes('found') === true,
      );
      const found = await namesIn(page);
      await until('that it is told', async () => (await page.getByRole('status').textContent()) !== '');
      const told = await page.getByRole('status').textContent();
      await page.getByRole('columnheader', { name: 'Contact' }).getByRole('link').click();
      await until('the order', () => page.url().includes('sort='));
      await until('the order', async () => (await page.locator('[aria-sort]').count()) === 1);
      const { search: address } = new URL(page.url());
      const sorted = await namesIn(page);
      await page.reload();
      return {
        found: [found.length, [...found].sort()],
        told,
        address,
        sorted: [sorted.length, sorted],
        again: [await namesIn(page), await search.inputValue()],
        complaints: complaints.texts,
      };
    });
    const names = seen.sorted[1];
    assert.deepEqual(seen, {
      found: [5, names],
      told: '5 of 1000 contacts found.',
      address: '?sort=contact&q=payments+THROTTLED',
      sorted: [5, ['ingridl', 'ingridl25', 'ingridl49', 'ingridl73', 'ingridl97']],
      again: [names, 'payments THROTTLED'],
      complaints: [],
    });
  });

  it('are sent as a form without a script', async () => {
    const seen = await visit(
      { browser, shown, options: { javaScriptEnabled: false } },
      async ({ page, complaints }) => {
        await page.getByLabel('Search', { exact: true }).fill('eu-west-1');
        await page.getByLabel('Show').selectOption('With open pages');
        await page.getByLabel('Sort by').selectOption('Contact');
        await page.getByRole('button', { name: 'Search' }).click();
        await page.waitForURL('**/status?*');
        return {
          address: new URL(page.url()).search,
          count: await page.locator('#count').textContent(),
          names: await namesIn(page),
          chosen: await page.getByLabel('Show').inputValue(),
          complaints: complaints.texts,
        };
      },
    );
    assert.deepEqual(seen, {
      address: '?q=eu-west-1&state=open&sort=contact',
      count: '3 of 1000 contacts found.',
      names: ['diegor98', 'ingridl59', 'kwesim20'],
      chosen: 'open',
      complaints: [],
    });
  });

  it('are chosen from lists, and go back with the browser', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const count = () => page.locator('#count').textContent();
      const all = await count();
      await page.getByLabel('Show').selectOption('Failing');
      await until('failures', async () => (await count()) !== all);
      const failing = await count();
      await page.goBack();
      await until('all', async () => (await count()) === all);
      const chosen = await page.getByLabel('Show').inputValue();
      await page.getByRole('link', { name: 'Show all 1000' }).click();
      await until('the rest', async () => (await namesIn(page)).length === 1000);
      return { all, failing, chosen, address: new URL(page.url()).search };
    });
    assert.deepEqual(seen, {
      all: '1000 contacts, the first 200 are shown.',
      failing: '49 of 1000 contacts found.',
      chosen: 'all',
      address: '?rows=all',
    });
  });

  it('are within reach of a keyboard, and the focus is to be seen', async () => {
    const focused = `(() => {
      const { textContent, id } = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return [id === 'main' ? id : textContent || id, outlineStyle + ' ' + outlineWidth];
    })()`;
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const stops: unknown[] = [];
      await page.keyboard.press('Tab');
      const skip = page.getByRole('link', { name: 'Skip to the content' });
      const box = await skip.boundingBox();
      stops.push(await page.evaluate(focused));
      await page.keyboard.press('Enter');
      stops.push(await page.evaluate(focused));
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(focused));
      await page.locator('#sort').focus();
      for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
      stops.push(await page.evaluate(focused));
      await page.keyboard.press('Enter');
      await until('the order', async () => (await page.locator('[aria-sort]').count()) === 1);
      stops.push(await page.evaluate(focused), new URL(page.url()).search);
      return { stops, isSkipSeen: (box?.y ?? -1) >= 0 };
    });
    const outlined = 'solid 3px';
    assert.deepEqual(seen, {
      stops: [
        ['Skip to the content', outlined],
        ['main', 'none 3px'],
        ['Pause updates', outlined],
        ['Target', outlined],
        ['Target', outlined],
        '?sort=target',
      ],
      isSkipSeen: true,
    });
  });
});
