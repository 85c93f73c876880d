import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { contactView, failing, now, statusOf } from '../web/pages/status-of.js';
import { openBrowser } from './browser.js';
import { crowd } from './crowd.js';
import { Shown } from './shown.js';
import { namesIn, until, untilReads, visit } from './visit.js';

/** More than what some fetches take that are begun every quarter of a second. */
const aWhileMs = 1500;

/** Watches what is put into the page and taken away, and what is told to those who listen. */
const watch = `
  window.moved = [];
  window.told = [];
  window.rows = [...document.querySelectorAll('#contacts tbody tr')];
  const shorten = (nodes) => [...nodes].filter((node) => node instanceof Element).map((node) => node.dataset.key ?? node.localName);
  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) window.moved.push(...shorten(addedNodes), ...shorten(removedNodes));
  }).observe(document.getElementById('main'), { childList: true, subtree: true });
  new MutationObserver(() => window.told.push(document.getElementById('news').textContent))
    .observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true });`;

function ageIn(page: Page): Promise<string | null> {
  return page.locator('#contacts tbody tr td:nth-child(6)').first().textContent();
}

/** The same people a little later. */
function later(seconds: number): Shown['status'] {
  const { contacts, ...status } = crowd(10, now + seconds);
  return {
    ...status,
    contacts: contacts.map((contact) => ({ ...contact, dataAgeSeconds: contact.dataAgeSeconds + seconds })),
  };
}

describe('a page that is kept as things are', () => {
  const shown = new Shown(crowd(10));
  let browser: Browser;

  before(async () => {
    browser = await openBrowser();
  });

  after(() => browser.close());

  beforeEach(async () => {
    shown.status = crowd(10);
    await shown.open();
  });

  afterEach(() => shown.close());

  it('keeps every element, the focus, what is unfolded and how far it was scrolled, and tells nothing', async () => {
    const options = { viewport: { width: 1280, height: 400 } };
    const seen = await visit({ browser, shown, options }, async ({ page, complaints }) => {
      await page.evaluate(watch);
      const summary = page.locator('#contacts summary').first();
      await summary.click();
      await page.evaluate('scrollTo(0, 500)');
      shown.status = later(20);
      await until('the age', async () => (await ageIn(page)) === '39\u00a0s');
      shown.status = later(60);
      await until('the age', async () => (await ageIn(page)) === '1\u00a0min');
      return {
        ...(await page.evaluate<object>(`({
          moved: window.moved,
          told: window.told,
          areSameRows: [...document.querySelectorAll('#contacts tbody tr')].every((row, at) => row === window.rows[at]),
          focused: document.activeElement.localName,
          isOpen: document.activeElement.parentElement.open,
          scrolled: scrollY,
        })`)),
        complaints: complaints.texts,
      };
    });
    assert.deepEqual(seen, {
      moved: [],
      told: [],
      areSameRows: true,
      focused: 'summary',
      isOpen: true,
      scrolled: 500,
      complaints: [],
    });
  });

  it('moves rows as their order changes, adds and takes away single ones, and tells what is new once', async () => {
    const people = ['a', 'b', 'c', 'd', 'e'].map((name) => contactView({ name }));
    shown.status = statusOf(people);
    const seen = await visit({ browser, shown }, async ({ page, complaints }) => {
      await page.evaluate(watch);
      await page.evaluate(`for (const row of window.rows) row.was = row.querySelector('.name').textContent`);
      const [a, b, c, , e] = people;
      assert.ok(a && b && c && e);
      shown.status = statusOf([a, { ...b, ...failing }, { ...c, ...failing }, e, contactView({ name: 'f' })]);
      await until('the order', async () => (await namesIn(page)).join('') === 'bcaef');
      await untilReads(shown, 3);
      return {
        ...(await page.evaluate<object>(`({
          were: [...document.querySelectorAll('#contacts tbody tr')].map((row) => row.was ?? 'new'),
          told: window.told,
          title: document.title,
        })`)),
        complaints: complaints.texts,
      };
    });
    assert.deepEqual(seen, {
      were: ['b', 'c', 'a', 'e', 'new'],
      told: ['0 open pages, 2 contacts failing.'],
      title: 'Status · ssm-contacts-exporter',
      complaints: [],
    });
  });

  const disturbances: [what: string, begin: (page: Page) => Promise<unknown>, end: (page: Page) => Promise<unknown>][] =
    [
      [
        'it is paused',
        (page) => page.getByRole('button', { name: 'Pause updates' }).click(),
        (page) => page.getByRole('button', { name: 'Resume updates' }).click(),
      ],
      [
        'its tab is hidden',
        (page) => page.evaluate(`Object.defineProperty(document, 'hidden', { value: true, configurable: true })`),
        (page) => page.evaluate(`delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`),
      ],
    ];
  for (const [what, begin, end] of disturbances) {
    it(`is left alone while ${what}`, async () => {
      const seen = await visit({ browser, shown }, async ({ page }) => {
        await untilReads(shown, 2);
        await begin(page);
        // One may be under way.
        await sleep(300);
        const before = shown.reads;
        shown.status = later(60);
        await sleep(aWhileMs);
        const reads = shown.reads - before;
        await end(page);
        await until('the age', async () => (await ageIn(page)) === '1\u00a0min');
        return reads;
      });
      assert.equal(seen, 0);
    });
  }

  it('is left alone while somebody types, but for what was searched', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      await untilReads(shown, 1);
      await page.getByRole('searchbox').pressSequentially('a');
      await until(
        'what is found',
        async () => (await page.locator('#count').textContent())?.includes('found') === true,
      );
      const before = shown.reads;
      await sleep(aWhileMs);
      const reads = shown.reads - before;
      // Three seconds after the last key it goes on.
      await untilReads(shown, 2);
      return { reads, focused: await page.evaluate('document.activeElement.id') };
    });
    assert.deepEqual(seen, { reads: 0, focused: 'q' });
  });

  it('goes on to ask while something in it is marked, shows nothing of it, and says so', async () => {
    const seen = await visit({ browser, shown }, async ({ page }) => {
      const waiting = page.getByText('Updates wait while text is marked.');
      const before = await ageIn(page);
      await page.evaluate(`getSelection().selectAllChildren(document.querySelector('#contacts .name'))`);
      shown.status = later(60);
      await untilReads(shown, 3);
      const marked = [(await ageIn(page)) === before, await waiting.isVisible()];
      const port = Number(new URL(shown.url).port);
      await shown.close();
      await until('the trouble', () => page.locator('#trouble').isVisible());
      await shown.open(port);
      await until('the end of it', async () => !(await page.locator('#trouble').isVisible()));
      marked.push((await ageIn(page)) === before, await waiting.isVisible());
      await page.evaluate(`getSelection().removeAllRanges()`);
      await until('the age', async () => (await ageIn(page)) === '1\u00a0min');
      return { marked, waits: await waiting.isVisible() };
    });
    assert.deepEqual(seen, { marked: [true, true, true, true], waits: false });
  });

  for (const [what, pattern, other] of [
    ['another version', /pages-[0-9a-f]+\.js/, 'pages-0.js'],
    ['another style', /pages-[0-9a-f]+\.css/, 'pages-0.css'],
  ] as const) {
    it(`is loaded anew when ${what} is there`, async () => {
      const isLoaded = await visit({ browser, shown }, async ({ page }) => {
        await page.evaluate('window.isOld = true');
        await page.route('**/status', async (route) => {
          const response = await route.fetch();
          const text = await response.text();
          const isDocument = route.request().resourceType() === 'document';
          await route.fulfill({ response, body: isDocument ? text : text.replace(pattern, other) });
        });
        await page.waitForEvent('load');
        return await page.evaluate('window.isOld !== true');
      });
      assert.equal(isLoaded, true);
    });
  }
});
