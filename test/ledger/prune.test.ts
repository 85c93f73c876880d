import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isEmpty } from '../../src/core/findings.js';
import { akua, arns, on, totals } from '../core/stories.js';
import { assessed, holdingsOf, introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';
import type { Holdings } from './opened.js';

/** What is left, by the ends of the ARNs. */
function left(holdings: Holdings): Record<string, unknown> {
  const ids = (records: readonly { readonly arn: string }[]) => records.map(({ arn }) => arn.split('/').at(-1));
  return {
    forgottenBefore: holdings.forgottenBefore,
    pageCount: holdings.pageCount,
    openPageCount: holdings.openPageCount,
    pages: ids(holdings.pages),
    engagements: ids(holdings.engagements),
    openPages: ids(holdings.openPages),
    openEngagements: ids(holdings.openEngagements),
  };
}

describe('pruning', () => {
  it('forgets the settled pages and engagements last sent before, and nothing else; for good', async () => {
    const [before, pruned, reopened, kept] = await withPath(async (path) => {
      const held = await withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua]);
        await sweep(ledger, akua, 5000, [
          pageTo(akua, 0, { sentAt: 1000 }),
          pageTo(akua, 1, { sentAt: 1999, readAt: 2500 }),
          pageTo(akua, 2, { sentAt: 2000, readAt: 2500 }),
          pageTo(akua, 3, { sentAt: 1000 }),
          { ...pageTo(akua, 4, { sentAt: 1000 }), engagementArn: arns.engagement('e5') },
          pageTo(akua, 5, { sentAt: 3000 }),
        ]);
        await sweep(ledger, akua, 5000, [pageTo(akua, 3, { sentAt: 2500 })]);
        const first = left(await holdingsOf(ledger, [akua]));
        await ledger.prune(2000);
        return [first, left(await holdingsOf(ledger, [akua])), ledger.contact(akua)?.totals] as const;
      });
      const anew = await withLedger(path, async (ledger) => left(await holdingsOf(ledger, [akua])));
      return [held[0], held[1], anew, held[2]];
    });
    const expected = {
      forgottenBefore: 2000,
      pageCount: 5,
      openPageCount: 4,
      pages: ['p0', 'p2', 'p3', 'p4', 'p5'],
      engagements: ['e0', 'e2', 'e3', 'e5'],
      openPages: ['p0', 'p3', 'p4', 'p5'],
      openEngagements: ['e0', 'e3', 'e5'],
    };
    const sent = [1000, 1999, 2000, 1000, 1000, 3000].map((sentAt, index) => on(`p${index}`, sentAt));
    const read = [on('p1', 2500, 501), on('p2', 2500, 500)];
    assert.deepEqual(
      { before, pruned, reopened, kept },
      {
        before: {
          forgottenBefore: 0,
          pageCount: 6,
          openPageCount: 4,
          pages: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'],
          engagements: ['e0', 'e1', 'e2', 'e3', 'e5'],
          openPages: ['p0', 'p3', 'p4', 'p5'],
          openEngagements: ['e0', 'e3', 'e5'],
        },
        pruned: expected,
        reopened: expected,
        kept: totals({
          pagesSent: sent,
          pagesResent: [on('p3', 2500)],
          pagesAcknowledged: read,
          engagements: sent.filter(({ pageId }) => pageId !== 'p5'),
          engagementsAcknowledged: read,
        }),
      },
    );
  });

  it('of thousands of pages leaves no trace but when the latest of them was sent', async () => {
    const counts = await withLedger('', async (ledger) => {
      await introduceTo(ledger, [akua]);
      const many = [...Array(5000).keys()].map((index) =>
        pageTo(akua, index, { sentAt: 1000 + (index % 2), readAt: 2000 }),
      );
      await sweep(ledger, akua, 5000, many);
      await ledger.prune(1001);
      const half = [ledger.pageCount, ledger.openPageCount, ledger.forgottenBefore];
      await ledger.prune(9999);
      return [half, [ledger.pageCount, ledger.openPageCount, ledger.forgottenBefore]];
    });
    assert.deepEqual(counts, [
      [2500, 0, 1001],
      [0, 0, 1002],
    ]);
  });

  const moment = fc.integer({ min: 0, max: 1000 });
  const times = fc.record({ sentAt: moment, deliveredAt: moment, readAt: moment }, { requiredKeys: ['sentAt'] });

  it('lets no page be counted again that is listed again, unchanged or with more to tell', async () => {
    const horizons = fc.array(moment, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(times, { maxLength: 8 }), horizons, fc.boolean(), async (drawn, befores, isLater) => {
        await withLedger('', async (ledger) => {
          await introduceTo(ledger, [akua]);
          const pages = drawn.map((shown, index) => pageTo(akua, index, shown));
          await sweep(ledger, akua, 1000, pages);
          const counted = ledger.contact(akua)?.totals;
          for (const before of befores) await ledger.prune(before);
          const horizon = Math.max(...befores);
          const forgotten = pages.filter(({ sentAt = 0, readAt }) => readAt !== undefined && sentAt < horizon);
          const again = forgotten.map((page) => (isLater ? { ...page, deliveredAt: 900 } : page));
          const scope = { contactArn: akua };
          const findings = { scope, askedAt: 1000, seenAt: 1000, isComplete: true, pages: again };
          const change = await assessed(ledger, findings);
          assert.deepEqual(
            { isCountedAgain: !isEmpty(change), pages: ledger.pageCount, totals: ledger.contact(akua)?.totals },
            { isCountedAgain: false, pages: pages.length - forgotten.length, totals: counted },
          );
        });
      }),
    );
  });

  it('lets no engagement be counted again, whichever of its pages are left', async () => {
    const pagesDrawn = fc.array(fc.tuple(times, fc.nat({ max: 2 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pagesDrawn, moment, async (drawn, before) => {
        await withLedger('', async (ledger) => {
          await introduceTo(ledger, [akua]);
          const pages = drawn.map(([shown, engagement], index) => ({
            ...pageTo(akua, index, shown),
            engagementArn: arns.engagement(`e${engagement}`),
          }));
          await sweep(ledger, akua, 1000, pages);
          await ledger.prune(before);
          const read = pages.map((page) => ({ ...page, readAt: page.readAt ?? 1500 }));
          await sweep(ledger, akua, 2000, read);
          const { pagesSent, engagements, engagementsAcknowledged } = ledger.contact(akua)?.totals ?? totals();
          const distinct = new Set(pages.map(({ engagementArn }) => engagementArn)).size;
          assert.deepEqual(
            { pagesSent, engagements, engagementsAcknowledged },
            { pagesSent: pages.length, engagements: distinct, engagementsAcknowledged: distinct },
          );
        });
      }),
    );
  });
});
