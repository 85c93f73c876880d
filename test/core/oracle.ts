import type { ContactGauges } from '../../src/core/gauges.js';
import type { ListedPage } from '../../src/core/page.js';
import type { SweepResult } from '../../src/core/sweep.js';
import type { BucketBounds, ContactTotals, DurationTotals } from '../../src/core/totals.js';
import type { KnownSince } from './listings.js';

/**
 * Counts the slow way: keeps every listing, and answers each question by looking through all of them. Nothing in it
 * carries a state from one sweep to the next.
 */
export interface OracleOptions {
  readonly contacts: readonly KnownSince[];
  readonly sweeps: readonly SweepResult[];
  readonly history: 'baseline' | 'count';
  readonly unreadWindowMs: number;
  readonly bounds: BucketBounds;
}

/** What all listings of a page up to some sweep tell: the first of each time that they showed. */
interface Shown {
  readonly firstSentAt: number | undefined;
  readonly sentAt: number;
  readonly deliveredAt: number | undefined;
  readonly readAt: number | undefined;
}

function shownBy(listings: readonly ListedPage[]): Shown | undefined {
  const firstSentAt = listings.find(({ sentAt }) => sentAt !== undefined)?.sentAt;
  const deliveredAt = listings.find((page) => page.deliveredAt !== undefined)?.deliveredAt;
  const readAt = listings.find((page) => page.readAt !== undefined)?.readAt;
  const sentAt = firstSentAt ?? deliveredAt ?? readAt;
  return sentAt === undefined ? undefined : { firstSentAt, sentAt, deliveredAt, readAt };
}

/** Everything shown of a page, listing by listing. */
function growthOf(listings: readonly ListedPage[]): Shown[] {
  return listings.map((_, index) => shownBy(listings.slice(0, index + 1))).filter((shown) => shown !== undefined);
}

function listingsOf(
  sweeps: readonly SweepResult[],
  isWanted: (page: ListedPage) => boolean,
): Map<string, ListedPage[]> {
  const wanted = sweeps.flatMap(({ pages }) => pages).filter(isWanted);
  return new Map(wanted.map(({ arn }) => [arn, wanted.filter((page) => page.arn === arn)]));
}

interface PageCounts {
  readonly sent: number;
  readonly resent: number;
  readonly delivered: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly deliveryMs: number | undefined;
  readonly acknowledgeMs: number | undefined;
}

function pageCounts(pageArn: string, contact: KnownSince, options: OracleOptions): PageCounts {
  const { sweeps, history, unreadWindowMs } = options;
  const countFrom = history === 'count' ? -Infinity : contact.knownSince;
  const listings = sweeps.flatMap(({ pages }) => pages).filter(({ arn }) => arn === pageArn);
  const growth = growthOf(listings);
  const [first] = growth;
  const last = growth.at(-1);
  if (first === undefined || last === undefined) throw new Error(`${pageArn} was never shown`);
  const isHistory = first.sentAt < countFrom;
  const sentTimes = listings.flatMap(({ sentAt }) => sentAt ?? []);
  const moves = sentTimes.filter((sentAt, index) => index > 0 && sentAt > Math.max(...sentTimes.slice(0, index)));
  const counts = (stage: 'deliveredAt' | 'readAt') => {
    const at = last[stage];
    return at !== undefined && (!isHistory || first[stage] === undefined || at >= countFrom);
  };
  const durationMs = (stage: 'deliveredAt' | 'readAt') => {
    const then = growth.find((shown) => shown[stage] !== undefined);
    const [at, from] = [then?.[stage], then?.firstSentAt];
    return at === undefined || from === undefined || !counts(stage) ? undefined : Math.max(0, at - from);
  };
  const windowsMissed = [
    ...growth.flatMap(({ sentAt, readAt }) =>
      readAt !== undefined && readAt - sentAt > unreadWindowMs ? [sentAt] : [],
    ),
    ...sweeps.flatMap(({ contactArn, isComplete, askedAt, pages }, index) => {
      if (!isComplete || !(contactArn === contact.arn || pages.some(({ arn }) => arn === pageArn))) return [];
      const shown = shownBy(
        sweeps.slice(0, index + 1).flatMap((sweep) => sweep.pages.filter(({ arn }) => arn === pageArn)),
      );
      return shown !== undefined && shown.readAt === undefined && askedAt - shown.sentAt > unreadWindowMs
        ? [shown.sentAt]
        : [];
    }),
  ];
  const isUnanswered = windowsMissed.some((sentAt) => !isHistory || sentAt + unreadWindowMs >= countFrom);
  return {
    sent: isHistory ? 0 : 1,
    resent: moves.length,
    delivered: counts('deliveredAt') ? 1 : 0,
    acknowledged: counts('readAt') ? 1 : 0,
    unanswered: isUnanswered ? 1 : 0,
    deliveryMs: durationMs('deliveredAt'),
    acknowledgeMs: durationMs('readAt'),
  };
}

interface EngagementCounts {
  readonly started: number;
  readonly acknowledged: number;
  readonly acknowledgeMs: number | undefined;
}

/** What is known of an engagement from the sweeps given: when it was first sent and first read. */
function engagementTimes(arn: string, contactArn: string, sweeps: readonly SweepResult[]) {
  const pages = listingsOf(sweeps, (page) => page.engagementArn === arn && page.contactArn === contactArn);
  const shown = [...pages.values()].flatMap(growthOf);
  if (shown.length === 0) return undefined;
  const readTimes = shown.flatMap(({ readAt }) => readAt ?? []);
  return {
    sentAt: Math.min(...shown.map(({ sentAt }) => sentAt)),
    readAt: readTimes.length === 0 ? undefined : Math.min(...readTimes),
  };
}

function engagementCounts(arn: string, contact: KnownSince, options: OracleOptions): EngagementCounts {
  const { sweeps, history } = options;
  const countFrom = history === 'count' ? -Infinity : contact.knownSince;
  const decisions = sweeps.flatMap(({ contactArn, isComplete }, index) => {
    if (!isComplete || contactArn !== contact.arn) return [];
    return engagementTimes(arn, contact.arn, sweeps.slice(0, index + 1)) ?? [];
  });
  const [first] = decisions;
  const answered = decisions.find(({ readAt }) => readAt !== undefined);
  if (first === undefined) return { started: 0, acknowledged: 0, acknowledgeMs: undefined };
  const isHistory = first.sentAt < countFrom;
  const started = isHistory ? 0 : 1;
  if (answered?.readAt === undefined) return { started, acknowledged: 0, acknowledgeMs: undefined };
  const counts = !isHistory || first.readAt === undefined || answered.readAt >= countFrom;
  if (!counts) return { started, acknowledged: 0, acknowledgeMs: undefined };
  return { started, acknowledged: 1, acknowledgeMs: Math.max(0, answered.readAt - answered.sentAt) };
}

function durations(boundsSeconds: readonly number[], drawnMs: readonly (number | undefined)[]): DurationTotals {
  const knownMs = drawnMs.filter((each) => each !== undefined);
  const below = [...boundsSeconds, Infinity].map((bound) => knownMs.filter((each) => each <= bound * 1000).length);
  return {
    boundsSeconds,
    counts: below.map((n, index) => n - (below[index - 1] ?? 0)),
    sumMs: sum(knownMs),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** The totals that the sweeps should have led to, by contact. */
export function expectedTotals(options: OracleOptions): Record<string, ContactTotals> {
  const { contacts, sweeps, bounds } = options;
  const totals = contacts.map((contact) => {
    const listings = listingsOf(sweeps, (page) => page.contactArn === contact.arn);
    const sent = [...listings].filter(([, shown]) => shownBy(shown) !== undefined);
    const pages = sent.map(([arn]) => pageCounts(arn, contact, options));
    const engagementArns = new Set(sent.flatMap(([, shown]) => shown.map(({ engagementArn }) => engagementArn)));
    const engagements = [...engagementArns].map((arn) => engagementCounts(arn, contact, options));
    return [
      contact.arn,
      {
        pagesSent: sum(pages.map((each) => each.sent)),
        pagesResent: sum(pages.map((each) => each.resent)),
        pagesDelivered: sum(pages.map((each) => each.delivered)),
        pagesAcknowledged: sum(pages.map((each) => each.acknowledged)),
        pagesUnanswered: sum(pages.map((each) => each.unanswered)),
        engagements: sum(engagements.map((each) => each.started)),
        engagementsAcknowledged: sum(engagements.map((each) => each.acknowledged)),
        deliveryDuration: durations(
          bounds.deliverySeconds,
          pages.map((each) => each.deliveryMs),
        ),
        acknowledgeDuration: durations(
          bounds.acknowledgeSeconds,
          pages.map((each) => each.acknowledgeMs),
        ),
        engagementAcknowledgeDuration: durations(
          bounds.acknowledgeSeconds,
          engagements.map((each) => each.acknowledgeMs),
        ),
      },
    ] as const;
  });
  return Object.fromEntries(totals);
}

/** The gauges that the sweeps should have led to at `now`, by contact. */
export function expectedGauges(options: OracleOptions, now: number): Record<string, ContactGauges> {
  const { contacts, sweeps, unreadWindowMs } = options;
  const isCurrent = (sentAt: number) => now - sentAt <= unreadWindowMs;
  const gauges = contacts.map((contact) => {
    const listings = listingsOf(sweeps, (page) => page.contactArn === contact.arn);
    const unread = [...listings.values()]
      .flatMap((shown) => shownBy(shown) ?? [])
      .filter((page) => page.readAt === undefined);
    const waiting = unread.filter(({ sentAt }) => isCurrent(sentAt));
    const engagementArns = new Set([...listings.values()].flatMap((shown) => shown.map((page) => page.engagementArn)));
    const engagements = [...engagementArns].flatMap((arn) => engagementTimes(arn, contact.arn, sweeps) ?? []);
    return [
      contact.arn,
      {
        pagesUnread: waiting.length,
        pagesUndelivered: waiting.filter(({ deliveredAt }) => deliveredAt === undefined).length,
        ...(waiting.length > 0 && { oldestUnreadSentAt: Math.min(...waiting.map(({ sentAt }) => sentAt)) }),
        engagementsUnacknowledged: engagements.filter(({ sentAt, readAt }) => readAt === undefined && isCurrent(sentAt))
          .length,
      },
    ] as const;
  });
  return Object.fromEntries(gauges);
}
