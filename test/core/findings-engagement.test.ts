import assert from 'node:assert/strict';
import { assess, isEmpty, ownerOf } from '../../src/core/findings.js';
import type { CountingPolicy, Findings } from '../../src/core/findings.js';
import { Remembered } from './remembered.js';
import {
  acknowledgements,
  akua,
  arns,
  diego,
  engagement,
  known,
  layout,
  listed,
  on,
  sentTotals,
  totals,
} from './stories.js';

const policy: CountingPolicy = { history: 'baseline', unreadWindowMs: 60_000, retentionMs: 1_000_000 };
const stranger = arns.contact('stranger');

/** A listing of engagement `e`, begun at second 2, whose pages were seen a second later. */
function listingOf(parts: Partial<Findings>): Findings {
  const { askedAt = 2000 } = parts;
  const scope = { engagementArn: arns.engagement('e') };
  return { scope, askedAt, seenAt: askedAt + 1000, isComplete: true, pages: [], ...parts };
}

function sweepOf(contactArn: string, parts: Partial<Findings>): Findings {
  return listingOf({ scope: { contactArn }, ...parts });
}

/** A ledger that has known Akua and Diego from the beginning. */
function begin(): Remembered {
  const ledger = new Remembered();
  ledger.introduce(akua, 0, layout);
  ledger.introduce(diego, 0, layout);
  return ledger;
}

const toAkua = listed({ sentAt: 1000 });
const toDiego = listed({ arn: arns.page('d'), contactArn: diego, sentAt: 1500 });
const toStranger = listed({ arn: arns.page('s'), contactArn: stranger, sentAt: 1500, readAt: 1600 });
const elsewhere = listed({ arn: arns.page('q'), engagementArn: arns.engagement('f'), sentAt: 1000 });

describe("an engagement's listing", () => {
  it('writes the pages, the engagements and the totals of all its contacts together', () => {
    assert.deepEqual(assess(begin(), listingOf({ pages: [toAkua, toDiego] }), policy), {
      contacts: [
        { arn: akua, knownSince: 0, totals: sentTotals('p', 1000) },
        { arn: diego, knownSince: 0, totals: sentTotals('d', 1500) },
      ],
      pages: [
        known({ firstSentAt: 1000, lastSentAt: 1000 }),
        known({ arn: arns.page('d'), contactArn: diego, firstSentAt: 1500, lastSentAt: 1500 }),
      ],
      engagements: [
        engagement({ isStarted: true }),
        engagement({
          contactArn: diego,
          firstSentAt: 1500,
          firstSent: { pageId: 'd' },
          lastSentAt: 1500,
          isStarted: true,
        }),
      ],
    });
  });

  it('leaves out the pages to contacts that nobody counts for', () => {
    assert.ok(isEmpty(assess(begin(), listingOf({ pages: [toStranger] }), policy)));
  });

  it('that was cut short counts its pages and decides nothing', () => {
    const ledger = begin();
    ledger.take(listingOf({ askedAt: 99_000, isComplete: false, pages: [toAkua] }), policy);
    assert.deepEqual(ledger.totals(), { [akua]: totals({ pagesSent: [on('p', 1000)] }), [diego]: totals() });
  });

  it('that is complete decides about all of its open pages, but about no other engagement of the contact', () => {
    const ledger = begin();
    const pages = [toAkua, { ...toAkua, arn: arns.page('lost') }, elsewhere];
    ledger.take(sweepOf(akua, { isComplete: false, pages }), policy);
    // The engagement is listed without one of its pages, and with one of another engagement.
    ledger.take(listingOf({ askedAt: 99_000, pages: [toAkua, elsewhere] }), policy);
    assert.deepEqual(
      { totals: ledger.totals()[akua], open: ledger.openPages(akua), undecided: ledger.openEngagements(akua) },
      {
        totals: totals({
          pagesSent: [on('p', 1000), on('lost', 1000), on('q', 1000)],
          pagesUnanswered: [on('p', 61_000), on('lost', 61_000)],
          engagements: [on('p', 1000)],
        }),
        open: [
          known({
            arn: arns.page('q'),
            engagementArn: arns.engagement('f'),
            firstSentAt: 1000,
            lastSentAt: 1000,
          }),
        ],
        undecided: [engagement({ arn: arns.engagement('f'), firstSent: { pageId: 'q' } })],
      },
    );
  });

  it('decides nothing about a contact that it does not show', () => {
    const ledger = begin();
    ledger.take(sweepOf(akua, { isComplete: false, pages: [toAkua] }), policy);
    ledger.take(listingOf({ askedAt: 99_000, pages: [toDiego] }), policy);
    assert.deepEqual(ledger.totals(), {
      [akua]: totals({ pagesSent: [on('p', 1000)] }),
      [diego]: totals({
        pagesSent: [on('d', 1500)],
        pagesUnanswered: [on('d', 61_500)],
        engagements: [on('d', 1500)],
      }),
    });
  });

  it('that was under way when the page was read leaves the acknowledgement to the next listing, of either kind', () => {
    const read = { ...toAkua, readAt: 2500 };
    const rows = [listingOf({ askedAt: 2500, pages: [read] }), sweepOf(akua, { askedAt: 2500, pages: [read] })];
    const counted = rows.map((next) => {
      const ledger = begin();
      ledger.take(listingOf({ pages: [read] }), policy);
      const before = ledger.totals()[akua]?.engagementsAcknowledged;
      ledger.take(next, policy);
      return [before, ledger.totals()[akua]?.engagementsAcknowledged];
    });
    assert.deepEqual(counted, [
      [0, 1],
      [0, 1],
    ]);
  });

  it('leaves a read from ahead of our clock to the first listing that begins after it was seen', () => {
    const pages = [{ ...toAkua, readAt: 900_000 }];
    const ledger = begin();
    const counted = [
      listingOf({ askedAt: 2000, seenAt: 2700, isComplete: false, pages }),
      listingOf({ askedAt: 2600, pages }),
      sweepOf(akua, { askedAt: 2700, pages }),
      sweepOf(akua, { askedAt: 2701, isComplete: false, pages }),
      sweepOf(akua, { askedAt: 2701, pages }),
    ].map((findings) => {
      ledger.take(findings, policy);
      return ledger.totals()[akua]?.engagementsAcknowledged;
    });
    assert.deepEqual(counted, [0, 0, 0, 0, 1]);
  });

  it('that was under way when two pages were read counts the read that came first, not the one that it saw', () => {
    const ledger = begin();
    const second = { ...toAkua, arn: arns.page('second') };
    ledger.take(listingOf({ pages: [toAkua, { ...second, readAt: 2600 }] }), policy);
    ledger.take(
      listingOf({
        askedAt: 3000,
        pages: [
          { ...toAkua, readAt: 2500 },
          { ...second, readAt: 2600 },
        ],
      }),
      policy,
    );
    const counted = ledger.totals()[akua]?.engagementAcknowledgeDuration;
    assert.deepEqual(counted, acknowledgements(on('p', 2500, 1500)));
  });
});

describe('a page seen by both roads', () => {
  const page = listed({ sentAt: 1000, deliveredAt: 1100, readAt: 1600 });
  const once = totals({
    pagesSent: [on('p', 1000)],
    pagesDelivered: [on('p', 1100, 100)],
    pagesAcknowledged: [on('p', 1600, 600)],
    engagements: [on('p', 1000)],
    engagementsAcknowledged: [on('p', 1600, 600)],
  });
  const followed = listingOf({ pages: [page] });
  const swept = sweepOf(akua, { pages: [page] });
  const rows: readonly (readonly [string, readonly Findings[]])[] = [
    ['first in its engagement', [followed, swept]],
    ['first by its contact', [swept, followed]],
    ['in part by one, then by the other', [{ ...followed, isComplete: false }, swept, followed]],
    ['by a listing that began earlier and ended later', [{ ...swept, askedAt: 5000 }, followed]],
  ];
  for (const [name, findings] of rows) {
    it(`counts once, ${name}`, () => {
      const ledger = begin();
      for (const each of findings) ledger.take(each, policy);
      assert.deepEqual(ledger.totals(), { [akua]: once, [diego]: totals() });
    });
  }

  it('counts for the contact swept when it names one that is not known, whichever listing comes first', () => {
    const shownToDiego = sweepOf(diego, { pages: [toStranger] });
    const inEngagement = listingOf({ pages: [toStranger] });
    const owners = [
      [shownToDiego, inEngagement],
      [inEngagement, shownToDiego],
    ].map((findings) => {
      const ledger = begin();
      for (const each of findings) ledger.take(each, policy);
      return Object.entries(ledger.totals()).map(([arn, { pagesSent }]) => [arn, pagesSent]);
    });
    const expected = [
      [akua, 0],
      [diego, 1],
    ];
    assert.deepEqual(owners, [expected, expected]);
  });
});

describe("the owner of a page in an engagement's listing", () => {
  const { scope } = listingOf({});
  it('is the contact that it names, when that is known', () => {
    assert.equal(ownerOf(listed(), undefined, scope, begin()), akua);
  });
  it('is nobody, when the contact named is not known', () => {
    assert.equal(ownerOf(toStranger, undefined, scope, begin()), undefined);
  });
  it('stays the one it was first counted for', () => {
    assert.equal(ownerOf(toStranger, known({ contactArn: diego }), scope, begin()), diego);
  });
});
