import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isSettled, viewOf } from '../../src/core/follow-up.js';
import type { ListedPage } from '../../src/core/page.js';
import { shownAt } from './listings.js';
import type { PageStory } from './listings.js';
import { Remembered } from './remembered.js';
import { arns, layout } from './stories.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Engagements begin here. */
const startedAt = 1_000_000;
const contactArns = ['akuam', 'diegor'].map(arns.contact);

interface EngagementStory {
  readonly policy: { readonly unreadWindowMs: number; readonly lookbackMs: number };
  readonly pages: readonly PageStory[];
  /** How far ahead of ours the clock is that ReadTimes come from. */
  readonly readAheadMs: number;
  readonly endSeenAt?: number;
}

/**
 * A page is sent up to four times in two hours, and delivered and read, if ever, within the unread window after the last of
 * them. Its SentTime shows at once, later or never.
 */
function pagesWithin(unreadWindowMs: number, readAheadMs: number): fc.Arbitrary<PageStory[]> {
  const afterLast = fc.option(fc.nat({ max: unreadWindowMs }), { nil: undefined });
  const page = fc.record({
    contactArn: fc.constantFrom(...contactArns),
    sends: fc
      .uniqueArray(fc.nat({ max: 2 * hourMs }), { minLength: 1, maxLength: 4 })
      .map((sends) => sends.map((send) => startedAt + send).sort((a, b) => a - b)),
    deliveredAfter: afterLast,
    readAfter: afterLast,
    sentShownFrom: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat({ max: 26 * hourMs }).map((afterMs) => startedAt + afterMs) },
      { weight: 2, arbitrary: fc.constant(Infinity) },
    ),
  });
  return fc.array(page, { maxLength: 5 }).map((drawn) =>
    drawn.map(({ contactArn, sends, deliveredAfter, readAfter, sentShownFrom }, index): PageStory => ({
      arn: arns.page(`p${index}`),
      engagementArn: arns.engagement('e'),
      contactArn,
      sends,
      sentShownFrom,
      readAheadMs,
      ...(deliveredAfter !== undefined && { deliveredAt: Math.max(...sends) + deliveredAfter }),
      ...(readAfter !== undefined && { readAt: Math.max(...sends) + readAfter }),
    })),
  );
}

const stories: fc.Arbitrary<EngagementStory> = fc
  .record({
    policy: fc.record({
      unreadWindowMs: fc.integer({ min: minuteMs, max: 24 * hourMs }),
      lookbackMs: fc.integer({ min: minuteMs, max: 2 * hourMs }),
    }),
    readAheadMs: fc.oneof(fc.constant(0), fc.nat({ max: 10 * minuteMs }), fc.constant(48 * hourMs)),
  })
  .chain(({ policy, readAheadMs }) =>
    fc.record(
      {
        policy: fc.constant(policy),
        readAheadMs: fc.constant(readAheadMs),
        pages: pagesWithin(policy.unreadWindowMs, readAheadMs),
        endSeenAt: fc.nat({ max: 26 * hourMs }).map((afterMs) => startedAt + afterMs),
      },
      { requiredKeys: ['policy', 'readAheadMs', 'pages'] },
    ),
  );

/** Nobody answers any more once the end has been seen, and nobody is paged. */
function asItStays(story: EngagementStory): EngagementStory {
  const { endSeenAt = Infinity } = story;
  const isBefore = (at: number | undefined): at is number => at !== undefined && at <= endSeenAt;
  const pages = story.pages.flatMap(({ readAt, deliveredAt, ...page }): PageStory[] => {
    const sends = page.sends.filter(isBefore);
    const times = { ...(isBefore(deliveredAt) && { deliveredAt }), ...(isBefore(readAt) && { readAt }) };
    return sends.length === 0 ? [] : [{ ...page, ...times, sends }];
  });
  return { ...story, pages };
}

/** By then everything is read or past the unread window, whenever it was sent or delivered. */
function closedAt({ pages, policy }: EngagementStory): number {
  const times = pages.flatMap(({ sends, deliveredAt }) => [...sends, deliveredAt ?? -Infinity]);
  return Math.max(
    startedAt + policy.lookbackMs,
    startedAt + policy.unreadWindowMs,
    ...times.map((at) => at + policy.unreadWindowMs),
  );
}

interface Look {
  readonly askedAt: number;
  /** How long it takes: what it shows is as of its end. */
  readonly tookMs: number;
}

/** Looks one after another, the last two of them alone later than `until`. */
function looksUntil(until: number, gaps: readonly { readonly waitMs: number; readonly tookMs: number }[]): Look[] {
  const looks: Look[] = [];
  for (let index = 0, freeAt = startedAt; ; index += 1) {
    const { waitMs = hourMs, tookMs = 0 } = gaps[index % gaps.length] ?? {};
    const askedAt = freeAt + waitMs;
    freeAt = askedAt + tookMs;
    looks.push({ askedAt, tookMs });
    if (askedAt > until) return [...looks, { askedAt: freeAt + waitMs, tookMs }];
  }
}

const gap = fc.record({ waitMs: fc.integer({ min: 1, max: 3 * hourMs }), tookMs: fc.nat({ max: 10 * minuteMs }) });
// Not all of them short: that would be too many looks.
const gaps = fc.array(gap, { minLength: 1, maxLength: 6 }).map((drawn) => [...drawn, { waitMs: hourMs, tookMs: 0 }]);

interface Following {
  /** The look that has settled it; undefined when none did. */
  readonly last: Look | undefined;
  /** What that look has shown. */
  readonly shown: readonly ListedPage[];
  /** The engagement's acknowledgements that were counted by then, one for each contact. */
  readonly acknowledged: number;
}

/** Counts what the looks show, until one of them settles the engagement. */
function follow({ pages, policy, endSeenAt }: EngagementStory, looks: readonly Look[]): Following {
  const { unreadWindowMs, lookbackMs } = policy;
  const ledger = new Remembered();
  for (const arn of contactArns) ledger.introduce(arn, 0, layout);
  const scope = { engagementArn: arns.engagement('e') };
  const acknowledged = () =>
    Object.values(ledger.totals()).reduce((sum, each) => sum + each.engagementsAcknowledged, 0);
  for (const look of looks) {
    const { askedAt, tookMs } = look;
    const seenAt = askedAt + tookMs;
    const shown = pages.flatMap((page) => shownAt(page, seenAt) ?? []);
    const counting = { history: 'count', unreadWindowMs, retentionMs: Infinity } as const;
    ledger.take({ scope, askedAt, seenAt, isComplete: true, pages: shown }, counting);
    const open = contactArns.flatMap((arn) => ledger.openEngagements(arn));
    const isDecided = open.every(({ firstReadAt }) => firstReadAt === undefined);
    const view = viewOf(shown, { askedAt, startedAt, unreadWindowMs, isDecided });
    if (!isSettled({ startedAt, ...(endSeenAt !== undefined && { endSeenAt }), view }, lookbackMs)) continue;
    return { last: look, shown, acknowledged: acknowledged() };
  }
  return { last: undefined, shown: [], acknowledged: acknowledged() };
}

describe('following an engagement', () => {
  it('ends with the first look after its end, or after everything is read or past the unread window, at the latest', () => {
    fc.assert(
      fc.property(stories.map(asItStays), gaps, (story, drawn) => {
        const { endSeenAt = Infinity, readAheadMs } = story;
        const looks = looksUntil(closedAt(story), drawn);
        const first = looks.findIndex(({ askedAt }) => askedAt > closedAt(story) || askedAt >= endSeenAt);
        // Reads from ahead of our clock are decided by the look after the one that has shown them.
        const latest = readAheadMs === 0 ? first : first + 1;
        const { last } = follow(story, looks);
        assert.ok((last?.askedAt ?? NaN) <= (looks[latest]?.askedAt ?? NaN));
      }),
      { numRuns: 500 },
    );
  });

  it('ends, and whatever happens later to pages that somebody else has answered for is left to sweeps', () => {
    fc.assert(
      fc.property(stories, gaps, (story, drawn) => {
        const { policy, pages, endSeenAt = Infinity } = story;
        const { last, shown, acknowledged } = follow(story, looksUntil(closedAt(story), drawn));
        const until = last?.askedAt ?? NaN;
        const hasEnded = endSeenAt <= until;
        const readBy = new Set(shown.flatMap(({ readAt, contactArn }) => (readAt === undefined ? [] : [contactArn])));
        const waiting = shown.filter(({ readAt, deliveredAt = startedAt, sentAt = deliveredAt }) => {
          return readAt === undefined && sentAt + policy.unreadWindowMs >= until;
        });
        const readLater = pages.filter(({ arn, readAt }) => {
          return readAt !== undefined && waiting.some((each) => each.arn === arn);
        });
        const isLeftToSweeps = hasEnded || readBy.size > 0;
        const lookbacks = waiting.length === 0 ? 1 : 4;
        const isOver = hasEnded || until > startedAt + lookbacks * policy.lookbackMs;
        assert.deepEqual(
          { readLater: isLeftToSweeps ? [] : readLater, isOver, acknowledged },
          { readLater: [], isOver: true, acknowledged: readBy.size },
        );
      }),
      { numRuns: 500 },
    );
  });
});
