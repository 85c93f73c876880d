import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { contactView, failing, statusOf, targetView } from '../web/pages/status-of.js';
import { openBrowser, widths } from './browser.js';
import { Shown } from './shown.js';
import { visit } from './visit.js';

interface Spoken {
  readonly role: string;
  readonly name: string;
}

/** What a screen reader finds on the page, in its order. */
async function spokenOn(page: Page): Promise<Spoken[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? '').replace(/\s+/g, ' ') }));
}

const counted = ['table', 'caption', 'columnheader', 'rowheader', 'cell'];

describe('tables, to those who hear them,', () => {
  const shown = new Shown(
    statusOf([contactView(), contactView({ name: 'diegor', ...failing })], { targets: [targetView()] }),
  );
  let browser: Browser;

  before(async () => {
    await shown.open();
    browser = await openBrowser();
  });

  after(async () => {
    await browser.close();
    await shown.close();
  });

  for (const [name, width] of Object.entries(widths)) {
    for (const path of ['/', '/status']) {
      it(`are tables with all their heads at ${path}, ${name}`, async () => {
        const options = { viewport: { width, height: 900 } };
        const seen = await visit({ browser, shown, path, options }, ({ page }) => spokenOn(page));
        const numbers = counted.map((role) => [role, seen.filter((spoken) => spoken.role === role).length]);
        const heads = seen.filter(({ role }) => role === 'columnheader').map((spoken) => spoken.name);
        const rows = path === '/' ? 1 : 2;
        assert.deepEqual(Object.fromEntries(numbers), {
          table: 2,
          caption: 2,
          columnheader: 12,
          rowheader: 1 + rows,
          cell: 4 + 6 * rows,
        });
        assert.deepEqual(heads, [
          ...['Target', 'Contacts', 'Up', 'State', 'Request budgets'],
          ...['Contact', 'Target', 'State', 'Open pages', 'Last success', 'Data age', 'Next poll'],
        ]);
      });
    }
  }

  it('name every cell of a card', async () => {
    const options = { viewport: { width: widths.narrow, height: 900 } };
    const seen = await visit({ browser, shown, options }, ({ page }) => spokenOn(page));
    const cells = seen.filter(({ role }) => role === 'cell').map((spoken) => spoken.name);
    assert.deepEqual(cells.slice(0, 10), [
      'Contacts 3',
      'Up 3',
      'State all up',
      'Request budgets all at full rate',
      'Target production us-east-2 · 111122223333',
      'State failing access denied, 3 times in a row',
      'Open pages: none',
      'Last success 00:59:31',
      'Data age 2 h 1 min too old',
      'Next poll in 14 min',
    ]);
  });
});
