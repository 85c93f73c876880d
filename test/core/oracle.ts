import type { ContactGauges } from '../../src/core/gauges.js';
import type { ListedPage } from '../../src/core/page.js';
import type { Findings } from '../../src/core/findings.js';
import type { BucketBounds, ContactTotals, DurationTotals } from '../../src/core/totals.js';
import type { KnownSince } from './listings.js';

/**
 * Counts the slow way: keeps every listing, and answers each question by looking through all of them. Nothing in it
 * carries a state from one listing to the next.
 */
export interface OracleOptions {
  readonly contacts: readonly KnownSince[];
  /** In the order in which they were counted. */
  readonly findings: readonly Findings[];
  readonly history: 'baseline' | 'count';
  readonly unreadWindowMs: number;
  readonly bounds: BucketBounds;
}

/** What all listings of a page so far tell: the first of each time that they showed. */
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

/** Whether a listing tells what has become of a contact's part in an engagement. */
function concludes({ scope, isComplete, pages }: Findings, contactArn: string, engagementArn: string): boolean {
  if (!isComplete) return false;
  if ('contactArn' in scope) return scope.contactArn === contactArn;
  return scope.engagementArn === engagementArn && pages.some((page) => page.contactArn === contactArn);
}

function listingsOf(findings: readonly Findings[], isWanted: (page: ListedPage) => boolean): Map<string, ListedPage[]> {
  const wanted = findings.flatMap(({ pages }) => pages).filter(isWanted);
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
  const { findings, history, unreadWindowMs } = options;
  const countFrom = history === 'count' ? -Infinity : contact.knownSince;
  const listings = findings.flatMap(({ pages }) => pages).filter(({ arn }) => arn === pageArn);
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
  const engagementArn = listings[0]?.engagementArn ?? '';
  // Another contact's complete listing may show the page as well.
  const isUnreadAtEndOf = (each: Findings) =>
    concludes(each, contact.arn, engagementArn) ||
    (each.isComplete && 'contactArn' in each.scope && each.pages.some(({ arn }) => arn === pageArn));
  const windowsMissed = [
    ...growth.flatMap(({ sentAt, readAt }) =>
      readAt !== undefined && readAt - sentAt > unreadWindowMs ? [sentAt] : [],
    ),
    ...findings.flatMap((each, index) => {
      if (!isUnreadAtEndOf(each)) return [];
      const sofar = findings.slice(0, index + 1).flatMap(({ pages }) => pages.filter(({ arn }) => arn === pageArn));
      const shown = shownBy(sofar);
      const isLate = shown !== undefined && each.askedAt - shown.sentAt > unreadWindowMs;
      return isLate && shown.readAt === undefined ? [shown.sentAt] : [];
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

/** What is known of an engagement from the listings given: when it was first sent and first read, and that was seen. */
function engagementTimes(arn: string, contactArn: string, findings: readonly Findings[]) {
  const pages = listingsOf(findings, (page) => page.engagementArn === arn && page.contactArn === contactArn);
  const shown = [...pages.values()].flatMap(growthOf);
  if (shown.length === 0) return undefined;
  const sentAt = Math.min(...shown.map((page) => page.sentAt));
  const readTimes = shown.flatMap(({ readAt }) => readAt ?? []);
  if (readTimes.length === 0) return { sentAt };
  const readAt = Math.min(...readTimes);
  const listings = [...pages.values()].flat().filter((page) => page.readAt === readAt);
  const seenIn = findings.find((each) => each.pages.some((page) => listings.includes(page)));
  return { sentAt, readAt, readSeenAt: seenIn?.seenAt ?? NaN };
}

function engagementCounts(arn: string, contact: KnownSince, options: OracleOptions): EngagementCounts {
  const { findings, history } = options;
  const countFrom = history === 'count' ? -Infinity : contact.knownSince;
  const decisions = findings.flatMap((each, index) => {
    if (!concludes(each, contact.arn, arn)) return [];
    const times = engagementTimes(arn, contact.arn, findings.slice(0, index + 1));
    return times === undefined ? [] : [{ ...times, askedAt: each.askedAt }];
  });
  const [first] = decisions;
  // Somebody may have read another page earlier, unless the listing began after the read, or after that was seen.
  const answered = decisions.find(
    ({ readAt = Infinity, readSeenAt = Infinity, askedAt }) => readAt <= askedAt || readSeenAt < askedAt,
  );
  if (first === undefined) return { started: 0, acknowledged: 0, acknowledgeMs: undefined };
  const isHistory = first.sentAt < countFrom;
  const started = isHistory ? 0 : 1;
  if (answered?.readAt === undefined) return { started, acknowledged: 0, acknowledgeMs: undefined };
  const counts = !isHistory || answered !== first || answered.readAt >= countFrom;
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

/** The totals that the findings should have led to, by contact. */
export function expectedTotals(options: OracleOptions): Record<string, ContactTotals> {
  const { contacts, findings, bounds } = options;
  const totals = contacts.map((contact) => {
    const listings = listingsOf(findings, (page) => page.contactArn === contact.arn);
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

/** The gauges that the findings should have led to at `now`, by contact. */
export function expectedGauges(options: OracleOptions, now: number): Record<string, ContactGauges> {
  const { contacts, findings, unreadWindowMs } = options;
  const isCurrent = (sentAt: number) => now - sentAt <= unreadWindowMs;
  const gauges = contacts.map((contact) => {
    const listings = listingsOf(findings, (page) => page.contactArn === contact.arn);
    const unread = [...listings.values()]
      .flatMap((shown) => shownBy(shown) ?? [])
      .filter((page) => page.readAt === undefined);
    const waiting = unread.filter(({ sentAt }) => isCurrent(sentAt));
    const engagementArns = new Set([...listings.values()].flatMap((shown) => shown.map((page) => page.engagementArn)));
    const engagements = [...engagementArns].flatMap((arn) => engagementTimes(arn, contact.arn, findings) ?? []);
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
