import assert from 'node:assert/strict';
import { nothing, numbersOf, ofDelivery, ofOpenPage, ofReadPage } from './numbers.js';
import type { Numbers } from './numbers.js';
import { accountOf, after, tell } from './scripted-account.js';
import type { LivePage } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const hourMs = 3_600_000;

/** One page of a minute ago, what its times are said to be at first, and what must be counted of that. */
interface Case {
  readonly name: string;
  readonly claim: (page: LivePage) => void;
  readonly expected: (page: LivePage) => Partial<Numbers>;
}

/** Has the page shown with a SentTime that its story doesn't have, even one that has not come. */
function sentAt(time: number) {
  return (page: LivePage) => void Object.assign(page.sends, { findLast: () => time });
}

const tomorrow = Date.now() + 23 * hourMs;

const cases: readonly Case[] = [
  { name: 'a SentTime of 1999 counts nothing', claim: sentAt(Date.UTC(1999, 0, 1)), expected: () => ({}) },
  { name: 'a SentTime of 2100 counts nothing', claim: sentAt(Date.UTC(2100, 0, 1)), expected: () => ({}) },
  {
    name: 'a SentTime within a day of now is believed, though it has not come',
    claim: sentAt(tomorrow),
    expected: (page) => ({ ...ofOpenPage(page), oldestUnread: tomorrow / 1000, oldestUnacknowledged: tomorrow / 1000 }),
  },
  {
    name: 'a ReadTime of 1999 answers nothing',
    claim: (page) => (page.readAt = Date.UTC(1999, 0, 1)),
    expected: ofOpenPage,
  },
  {
    name: 'a DeliveryTime of 1999 delivers nothing',
    claim: (page) => (page.deliveredAt = Date.UTC(1999, 0, 1)),
    expected: ofOpenPage,
  },
];

describe('a time from AWS that is far away', function () {
  this.timeout(60_000);
  const bed = useTestBed('suite');
  const told = tell(cases, 'far');
  const contacts = told.map(({ contact }) => contact);
  let claimed: Series;
  let corrected: Series;

  before(async () => {
    const simulator = await bed.simulate({
      world: accountOf(
        contacts,
        told.map(({ page }) => page),
      ),
    });
    for (const { claim, page } of told) claim(page);
    const exporter = await bed.start(configFor(simulator, bed.path('ledger')));
    const malformed = seriesOf('ssm_contacts_exporter_api_malformed_items_total', { operation: 'ListPagesByContact' });
    await swept(exporter, contacts);
    await waitFor('what is malformed to be reported', async () => ((await exporter.scrape())[malformed] ?? 0) >= 4);
    claimed = await swept(exporter, contacts);
    for (const { page } of told) {
      page.sends = [page.sends[0]];
      page.deliveredAt = after(page, 2);
      page.readAt = after(page, 30);
    }
    corrected = await swept(exporter, contacts);
  });

  for (const { name, contact, page, expected } of told) {
    it(name, () => assert.deepEqual(numbersOf(claimed, contact), { ...nothing, ...expected(page) }));
  }

  for (const { name, contact } of told) {
    it(`${name}; what is shown later counts once`, () => {
      const isLater = numbersOf(claimed, contact).oldestUnread === tomorrow / 1000;
      const [delivery, read] = isLater ? [0, 0] : [2, 30];
      assert.deepEqual(numbersOf(corrected, contact), { ...nothing, ...ofReadPage(read), ...ofDelivery(delivery) });
    });
  }
});
