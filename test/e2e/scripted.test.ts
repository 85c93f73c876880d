import assert from 'node:assert/strict';
import { nothing, numbersOf, ofDelivery, ofOpenPage, ofReadPage } from './numbers.js';
import type { Numbers } from './numbers.js';
import { accountOf, after, livePage, person, tell } from './scripted-account.js';
import type { LivePage } from './scripted-account.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

/** One page of 60 seconds ago, what becomes of it between one sweep and the next, and what must be counted. */
interface Case {
  readonly name: string;
  readonly steps: readonly ((page: LivePage) => void)[];
  readonly expected: (page: LivePage) => Partial<Numbers>;
}

const deliver = (seconds: number) => (page: LivePage) => (page.deliveredAt = after(page, seconds));
const read = (seconds: number) => (page: LivePage) => (page.readAt = after(page, seconds));
const send = (seconds: number) => (page: LivePage) => page.sends.push(after(page, seconds));
const nextSweep = () => undefined;

const cases: readonly Case[] = [
  { name: 'a page that nobody has touched is open', steps: [], expected: ofOpenPage },
  {
    name: 'a delivered page is unread, not undelivered',
    steps: [deliver(2)],
    expected: (page) => ({ ...ofOpenPage(page), ...ofDelivery(2) }),
  },
  {
    name: 'a page that was sent again is timed from its first send',
    steps: [send(10), send(20), deliver(21), read(25)],
    expected: () => ({ ...ofReadPage(25), resent: 2, ...ofDelivery(21) }),
  },
  {
    name: 'a page may be read before it is delivered',
    steps: [read(3), deliver(5)],
    expected: () => ({ ...ofReadPage(3), ...ofDelivery(5) }),
  },
  { name: 'a page may be read and never delivered', steps: [read(3)], expected: () => ofReadPage(3) },
  {
    name: 'a delivery before the send took no time',
    steps: [deliver(-7), read(-2)],
    expected: () => ({ ...ofReadPage(0), ...ofDelivery(0) }),
  },
  {
    name: 'a stale listing takes nothing back, and what it repeats counts no second time',
    steps: [
      (page) => {
        page.sends = [page.sends[0], after(page, 10)];
        page.deliveredAt = after(page, 11);
        page.readAt = after(page, 12);
      },
      (page) => {
        page.sends = [page.sends[0]];
        delete page.deliveredAt;
        delete page.readAt;
      },
      (page) => {
        page.sends = [page.sends[0], after(page, 10)];
        page.deliveredAt = after(page, 11);
        page.readAt = after(page, 12);
      },
    ],
    expected: () => ({ ...ofReadPage(12), resent: 1, ...ofDelivery(11) }),
  },
  {
    name: 'times that change afterwards change nothing',
    steps: [deliver(2), read(4), deliver(8), read(16)],
    expected: () => ({ ...ofReadPage(4), ...ofDelivery(2) }),
  },
  {
    name: 'a page that is no longer listed stays counted, and open',
    steps: [(page) => (page.sends = [Date.now() + 3_600_000])],
    expected: (page) => {
      const firstSent = firstSends.get(page) ?? NaN;
      return { ...ofOpenPage(page), oldestUnread: firstSent, oldestUnacknowledged: firstSent };
    },
  },
];

const minuteAgo = Date.now() - 60_000;

const unsent: readonly Case[] = [
  {
    name: 'a page without SentTime is counted when it is delivered, and not timed',
    steps: [(page) => (page.deliveredAt = minuteAgo), (page) => (page.readAt = minuteAgo + 5000)],
    expected: () => ({ ...ofReadPage(5), acknowledge: [0, 0], delivered: 1 }),
  },
  { name: 'a page without any time is not counted', steps: [], expected: () => ({}) },
];

const firstSends = new Map<LivePage, number>();
const lengthOf = Math.max(...[...cases, ...unsent].map(({ steps }) => steps.length));

describe('the story of a page', function () {
  this.timeout(60_000);
  const bed = useTestBed('suite');
  const told = tell([...cases, ...unsent], 'case');
  const [akua, diego] = [person('akuam'), person('diegor')];
  const shared = livePage(akua, 'shared');
  // Diego's listing shows Akua's page, too.
  const repeated = livePage(diego, 'repeated', { sends: shared.sends });
  const contacts = [...told.map(({ contact }) => contact), akua, diego];
  let series: Series;

  before(async function () {
    this.timeout(60_000);
    const world = accountOf(contacts, [...told.map(({ page }) => page), shared, repeated]);
    Object.assign(repeated, { arn: shared.arn, contactArn: akua.arn, engagementArn: shared.engagementArn });
    for (const { page } of told) firstSends.set(page, page.sends[0] / 1000);
    // JSON has no such number, so the API shows null.
    for (const { page } of told.slice(cases.length)) page.sends = [-Infinity];
    const simulator = await bed.simulate({ world });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger')));
    series = await swept(exporter, contacts);
    for (let step = 0; step < lengthOf; step += 1) {
      for (const { steps, page } of told) (steps[step] ?? nextSweep)(page);
      series = await swept(exporter, contacts);
    }
  });

  for (const { name, expected, contact, page } of told) {
    it(name, () => assert.deepEqual(numbersOf(series, contact), { ...nothing, ...expected(page) }));
  }

  it('a page in the listings of two contacts counts once, for the contact that it names', () => {
    assert.deepEqual(
      [akua, diego].map((contact) => numbersOf(series, contact)),
      [{ ...nothing, ...ofOpenPage(shared) }, nothing],
    );
  });

  it('the ledger holds each page once', () => {
    // Of those told, one never had a time; the shared one comes on top.
    assert.equal(series['ssm_contacts_exporter_ledger_pages'], told.length);
  });
});
