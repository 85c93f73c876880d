import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayStop, nothingSeen, provenBy, seeOrder } from '../../src/core/listing-order.js';
import type { OrderSeen, StopQuestion } from '../../src/core/listing-order.js';
import type { ListedPage } from '../../src/core/page.js';
import { listed } from './stories.js';

type Sent = number | undefined;

/** How long before the last sweep a page may have been sent that this one shows for the first time. */
const toleranceMs = 5 * 60_000;

function pagesSentAt(sentAts: readonly Sent[]): ListedPage[] {
  return sentAts.map((sentAt) => listed(sentAt === undefined ? {} : { sentAt }));
}

/** What a sweep has seen whose answers hold pages sent at those times. */
function seenIn(answers: readonly (readonly Sent[])[]): OrderSeen {
  return answers.reduce((seen, sentAts) => seeOrder(seen, pagesSentAt(sentAts)), nothingSeen);
}

describe('the order of a listing', () => {
  const falling = { isFalling: true, hasFallen: true };
  const equal = { isFalling: true, hasFallen: false };
  const broken = { isFalling: false };
  const rows: readonly (readonly [string, readonly (readonly Sent[])[], Partial<OrderSeen>])[] = [
    ['is not seen without pages', [[], []], { ...equal, lastSentAt: Infinity }],
    ['is not seen in one page', [[5]], { ...equal, lastSentAt: 5 }],
    ['falls', [[9, 7, 5]], { ...falling, lastSentAt: 5 }],
    ['falls across answers', [[9], [7], [5]], { ...falling, lastSentAt: 5 }],
    ['falls across an empty answer', [[9], [], [5]], { ...falling, lastSentAt: 5 }],
    [
      'falls where some are equal',
      [
        [9, 9],
        [9, 5, 5],
      ],
      { ...falling, lastSentAt: 5 },
    ],
    ['does not show in equals', [[9, 9], [9]], { ...equal, lastSentAt: 9 }],
    ['does not fall when it rises', [[5, 7, 9]], { ...broken, hasFallen: false }],
    ['does not fall when it rises once', [[9, 7, 8, 5]], { ...broken, hasFallen: true }],
    ['does not fall when it rises from one answer to the next', [[9, 7], [8]], { ...broken, hasFallen: true }],
    [
      'does not fall again after a rise',
      [
        [5, 9],
        [7, 3],
      ],
      { ...broken, hasFallen: true },
    ],
    ['does not fall when a SentTime is missing', [[9, undefined, 5]], { ...broken, hasFallen: true }],
    ['does not fall when the first SentTime is missing', [[undefined, 9]], { ...broken, hasFallen: false }],
    ['does not fall when the last SentTime is missing', [[9, 5], [undefined]], { ...broken, hasFallen: true }],
  ];
  for (const [name, answers, expected] of rows) {
    it(name, () => {
      const seen = seenIn(answers);
      assert.deepEqual({ ...seen, ...expected }, seen);
    });
  }

  it('is the same however the pages are divided into answers', () => {
    const sentAts = fc.array(fc.option(fc.nat({ max: 20 }), { nil: undefined, freq: 10 }), { maxLength: 12 });
    fc.assert(
      fc.property(sentAts, fc.nat({ max: 12 }), (all, cut) => {
        assert.deepEqual(seenIn([all.slice(0, cut), all.slice(cut)]), seenIn([all]));
      }),
    );
  });
});

describe('the proof of an order', () => {
  const falling = seenIn([[9, 5]]);
  const equal = seenIn([[9, 9]]);
  const rising = seenIn([[5, 9]]);
  const rows: readonly (readonly [string, number, OrderSeen, boolean, number])[] = [
    ['grows with a full sweep that falls', 1, falling, true, 2],
    ['does not grow with a sweep that stopped early', 1, falling, false, 1],
    ['does not grow with a sweep that shows no order', 1, equal, true, 1],
    ['does not grow with a sweep without pages', 1, nothingSeen, true, 1],
    ['is lost with a full sweep that rises', 5, rising, true, 0],
    ['is lost with a sweep that rises and stopped early', 5, rising, false, 0],
    ['is lost with a sweep that shows a page without SentTime', 5, seenIn([[9, 5, undefined]]), true, 0],
  ];
  for (const [name, before, seen, isFull, after] of rows) {
    it(name, () => assert.equal(provenBy(before, seen, isFull), after));
  }

  it('needs two full sweeps in a row that fall, and one counter-example begins it anew', () => {
    const pages = pagesSentAt([9, 5]);
    const question = { seen: falling, pages, hasNews: false, sweptAt: Infinity, oldestOpenSentAt: Infinity };
    const sweeps: readonly (readonly [OrderSeen, boolean])[] = [
      [falling, true],
      [falling, false],
      [equal, true],
      [falling, true],
      [rising, false],
      [falling, true],
      [falling, true],
    ];
    let sweepsInOrder = 0;
    const stops = sweeps.map(([seen, isFull]) => {
      sweepsInOrder = provenBy(sweepsInOrder, seen, isFull);
      return mayStop({ ...question, sweepsInOrder });
    });
    assert.deepEqual(stops, [false, false, false, true, false, false, true]);
  });
});

interface Entry {
  readonly sentAt: number;
  /** Known, and unread. */
  readonly isOpen: boolean;
  /** Never listed before. */
  readonly isUnknown: boolean;
  /** Known, and more is shown of it than before. */
  readonly isNews: boolean;
}

function oneIn(times: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: times - 1 }).map((drawn) => drawn === 0);
}

/** The pages that a sweep leaves out by stopping, so many coming with each answer. */
function leftOut(pages: readonly Entry[], perAnswer: number, sweptAt: number): readonly Entry[] {
  const openSentAts = pages.filter(({ isOpen }) => isOpen).map(({ sentAt }) => sentAt);
  const oldestOpenSentAt = Math.min(Infinity, ...openSentAts);
  let seen = nothingSeen;
  for (let end = perAnswer; end < pages.length; end += perAnswer) {
    const answer = pages.slice(end - perAnswer, end);
    const shown = pagesSentAt(answer.map(({ sentAt }) => sentAt));
    const hasNews = answer.some(({ isUnknown, isNews }) => isUnknown || isNews);
    seen = seeOrder(seen, shown);
    if (mayStop({ sweepsInOrder: 2, seen, pages: shown, hasNews, sweptAt, oldestOpenSentAt })) return pages.slice(end);
  }
  return [];
}

describe('a sweep', () => {
  const sure: StopQuestion = {
    sweepsInOrder: 2,
    seen: seenIn([[9, 5]]),
    pages: pagesSentAt([9, 5]),
    hasNews: false,
    sweptAt: toleranceMs + 6,
    oldestOpenSentAt: Infinity,
  };
  const rows: readonly (readonly [string, Partial<StopQuestion>, boolean])[] = [
    ['may stop when its order is proven and nothing is new or open', {}, true],
    ['may stop when all that is open was sent later', { oldestOpenSentAt: 6 }, true],
    ['goes on when something open was sent at the same time', { oldestOpenSentAt: 5 }, false],
    ['goes on when something open was sent earlier', { oldestOpenSentAt: 4 }, false],
    ['goes on when the answer had news', { hasNews: true }, false],
    ['goes on while pages are left that were sent after the last sweep', { sweptAt: 3 }, false],
    ['goes on while pages are left that the last sweep may not have shown yet', { sweptAt: toleranceMs + 5 }, false],
    ['goes on to its end when it is the first', { sweptAt: -Infinity }, false],
    ['goes on when the answer was empty', { pages: [] }, false],
    ['goes on when the order is not proven', { sweepsInOrder: 1 }, false],
    ['goes on when the order is broken', { seen: seenIn([[9, 5, 7]]) }, false],
    ['goes on when a SentTime was missing', { seen: seenIn([[9, undefined, 5]]) }, false],
  ];
  for (const [name, parts, stops] of rows) {
    it(name, () => assert.equal(mayStop({ ...sure, ...parts }), stops));
  }

  it('stops before pages long settled, and not before it has shown all that is open or may be unknown', () => {
    const moment = fc.integer({ min: 100, max: 160 });
    const drawn = fc.array(fc.record({ sentAt: moment, isOpen: oneIn(5), isUnknown: fc.boolean(), isNews: oneIn(5) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(drawn, moment, fc.integer({ min: 1, max: 6 }), (entries, surelyKnownBefore, perAnswer) => {
        const settled = Array.from({ length: 2 * perAnswer }, (_, index): Entry => {
          return { sentAt: 99 - index, isOpen: false, isUnknown: false, isNews: false };
        });
        const recent = entries.map((entry): Entry => {
          const isUnknown = entry.isUnknown && entry.sentAt >= surelyKnownBefore;
          return { ...entry, isUnknown, isOpen: entry.isOpen && !isUnknown };
        });
        const pages = [...recent, ...settled].toSorted((a, b) => b.sentAt - a.sentAt);
        const unseen = leftOut(pages, perAnswer, surelyKnownBefore + toleranceMs);
        assert.deepEqual(
          { isEarly: unseen.length > 0, missed: unseen.filter(({ isOpen, isUnknown }) => isOpen || isUnknown) },
          { isEarly: true, missed: [] },
        );
      }),
      { numRuns: 2000 },
    );
  });
});
