import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CountingPolicy, Findings } from '../../src/core/findings.js';
import { shownAt } from './listings.js';
import type { PageStory } from './listings.js';
import { Remembered } from './remembered.js';
import { akua, arns, layout } from './stories.js';

const policy: CountingPolicy = { history: 'count', unreadWindowMs: 100_000, retentionMs: 1_000_000 };

interface Look {
  readonly waitMs: number;
  readonly tookMs: number;
  /** When each page was listed, from the beginning (0) to the end (1) of the listing. */
  readonly moments: readonly number[];
}

const look: fc.Arbitrary<Look> = fc.record({
  waitMs: fc.integer({ min: 1, max: 300 }),
  tookMs: fc.nat({ max: 300 }),
  moments: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
});

/** Pages of one engagement to Akua, all of whose ReadTimes come from one clock. */
const engagements: fc.Arbitrary<PageStory[]> = fc
  .tuple(
    fc.array(fc.record({ sentAt: fc.nat({ max: 500 }), readAfterMs: fc.nat({ max: 1500 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
    fc.oneof(fc.constant(0), fc.nat({ max: 1000 }), fc.constant(1_000_000)),
  )
  .map(([drawn, readAheadMs]) =>
    drawn.map(({ sentAt, readAfterMs }, index): PageStory => ({
      arn: arns.page(`p${index}`),
      engagementArn: arns.engagement('e'),
      contactArn: akua,
      sends: [sentAt],
      readAt: sentAt + readAfterMs,
      readAheadMs,
      sentShownFrom: 0,
    })),
  );

/** Complete listings one after another, that show each page as it was at some moment while they were under way. */
function listingsOf(pages: readonly PageStory[], looks: readonly Look[]): Findings[] {
  let freeAt = 0;
  return looks.map(({ waitMs, tookMs, moments }): Findings => {
    const askedAt = freeAt + waitMs;
    freeAt = askedAt + tookMs;
    const shown = pages.flatMap((page, index) => shownAt(page, askedAt + (moments[index] ?? 1) * tookMs) ?? []);
    return { scope: { contactArn: akua }, askedAt, seenAt: freeAt, isComplete: true, pages: shown };
  });
}

describe('the acknowledgement of an engagement', () => {
  it('is the first read of all, in whichever of the listings it showed, and however far ahead the clock of AWS', () => {
    const late: Look[] = [3000, 1].map((waitMs) => ({ waitMs, tookMs: 0, moments: [] }));
    fc.assert(
      fc.property(engagements, fc.array(look, { maxLength: 10 }), (pages, looks) => {
        const ledger = new Remembered();
        ledger.introduce(akua, 0, layout);
        for (const findings of listingsOf(pages, [...looks, ...late])) ledger.take(findings, policy);
        const sentAt = Math.min(...pages.flatMap(({ sends }) => sends));
        const readAt = Math.min(...pages.map((page) => (page.readAt ?? Infinity) + page.readAheadMs));
        const { engagementsAcknowledged, engagementAcknowledgeDuration } = ledger.totals()[akua] ?? {};
        assert.deepEqual(
          { engagementsAcknowledged, sumMs: engagementAcknowledgeDuration?.sumMs },
          { engagementsAcknowledged: 1, sumMs: readAt - sentAt },
        );
      }),
      { numRuns: 2000 },
    );
  });
});
