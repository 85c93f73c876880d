import type { ContactGauges } from '../../src/core/gauges.js';
import type { ListedPage } from '../../src/core/page.js';
import type { Findings } from '../../src/core/findings.js';
import type { Origin } from '../../src/core/exemplar.js';
import type { BucketLayout, ContactTotals } from '../../src/core/totals.js';
import type { KnownSince } from './listings.js';
import { slowTotals } from './slow-totals.js';
import type { Happening, Happenings } from './slow-totals.js';

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
  readonly layout: BucketLayout;
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

/** Every listing of a page names the same incident, or none. */
function originOf(listings: readonly ListedPage[]): Origin {
  const [{ arn, incidentId } = { arn: '', incidentId: undefined }] = listings;
  const lastPartOf = (each: string) => each.split('/').at(-1) ?? '';
  return { pageId: lastPartOf(arn), ...(incidentId !== undefined && { incidentId: lastPartOf(incidentId) }) };
}

type PageHappenings = Required<Omit<Happenings, 'engagements' | 'engagementsAcknowledged'>>;

function pageHappenings(pageArn: string, contact: KnownSince, options: OracleOptions): PageHappenings {
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
  const origin = originOf(listings);
  const reached = (stage: 'deliveredAt' | 'readAt'): Happening[] => {
    const then = growth.find((shown) => shown[stage] !== undefined);
    const [at, from] = [then?.[stage], then?.firstSentAt];
    if (at === undefined || (isHistory && first[stage] !== undefined && at < countFrom)) return [];
    return [{ ...origin, at, ...(from !== undefined && { durationMs: Math.max(0, at - from) }) }];
  };
  const engagementArn = listings[0]?.engagementArn ?? '';
  // Another contact's complete listing may show the page as well.
  const isUnreadAtEndOf = (each: Findings) =>
    concludes(each, contact.arn, engagementArn) ||
    (each.isComplete && 'contactArn' in each.scope && each.pages.some(({ arn }) => arn === pageArn));
  // In the order of the listings: once a page is read, no end of a listing finds it unread.
  const windowsMissed = [
    ...findings.flatMap((each, index) => {
      if (!isUnreadAtEndOf(each)) return [];
      const sofar = findings.slice(0, index + 1).flatMap(({ pages }) => pages.filter(({ arn }) => arn === pageArn));
      const shown = shownBy(sofar);
      const isLate = shown !== undefined && each.askedAt - shown.sentAt > unreadWindowMs;
      return isLate && shown.readAt === undefined ? [shown.sentAt] : [];
    }),
    ...growth.flatMap(({ sentAt, readAt }) =>
      readAt !== undefined && readAt - sentAt > unreadWindowMs ? [sentAt] : [],
    ),
  ].map((sentAt) => sentAt + unreadWindowMs);
  return {
    pagesSent: isHistory ? [] : [{ ...origin, at: first.sentAt }],
    pagesResent: moves.map((at) => ({ ...origin, at })),
    pagesDelivered: reached('deliveredAt'),
    pagesAcknowledged: reached('readAt'),
    pagesUnanswered: windowsMissed
      .slice(0, 1)
      .filter((at) => !isHistory || at >= countFrom)
      .map((at) => ({ ...origin, at })),
  };
}

type EngagementHappenings = Required<Pick<Happenings, 'engagements' | 'engagementsAcknowledged'>>;

/** What is known of an engagement from the listings given: when it was first sent and first read, and that was seen. */
function engagementTimes(arn: string, contactArn: string, findings: readonly Findings[]) {
  const pages = listingsOf(findings, (page) => page.engagementArn === arn && page.contactArn === contactArn);
  const shown = [...pages.values()].flatMap((listings) =>
    growthOf(listings).map((each) => ({ ...each, origin: originOf(listings) })),
  );
  const [first] = shown.toSorted((a, b) => a.sentAt - b.sentAt);
  if (first === undefined) return undefined;
  const sent: Happening = { ...first.origin, at: first.sentAt };
  const [read] = shown
    .flatMap(({ origin, readAt: at }): Happening[] => (at === undefined ? [] : [{ ...origin, at }]))
    .toSorted((a, b) => a.at - b.at);
  if (read === undefined) return { sent };
  const listings = [...pages.values()].flat().filter((page) => page.readAt === read.at);
  const seenIn = findings.find((each) => each.pages.some((page) => listings.includes(page)));
  return { sent, read, readSeenAt: seenIn?.seenAt ?? NaN };
}

function engagementHappenings(arn: string, contact: KnownSince, options: OracleOptions): EngagementHappenings {
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
    ({ read, readSeenAt = Infinity, askedAt }) => read !== undefined && (read.at <= askedAt || readSeenAt < askedAt),
  );
  if (first === undefined) return { engagements: [], engagementsAcknowledged: [] };
  const isHistory = first.sent.at < countFrom;
  const engagements = isHistory ? [] : [first.sent];
  if (answered?.read === undefined) return { engagements, engagementsAcknowledged: [] };
  const { sent, read } = answered;
  const counts = !isHistory || answered !== first || read.at >= countFrom;
  const acknowledged = { ...read, durationMs: Math.max(0, read.at - sent.at) };
  return { engagements, engagementsAcknowledged: counts ? [acknowledged] : [] };
}

/** The totals that the findings should have led to, by contact. Exact where no two events happen at the same time. */
export function expectedTotals(options: OracleOptions): Record<string, ContactTotals> {
  const { contacts, findings, layout } = options;
  const totals = contacts.map((contact) => {
    const listings = listingsOf(findings, (page) => page.contactArn === contact.arn);
    const sent = [...listings].filter(([, shown]) => shownBy(shown) !== undefined);
    const pages = sent.map(([arn]) => pageHappenings(arn, contact, options));
    const engagementArns = new Set(sent.flatMap(([, shown]) => shown.map(({ engagementArn }) => engagementArn)));
    const engagements = [...engagementArns].map((arn) => engagementHappenings(arn, contact, options));
    const happenings: Required<Happenings> = {
      pagesSent: pages.flatMap((each) => each.pagesSent),
      pagesResent: pages.flatMap((each) => each.pagesResent),
      pagesDelivered: pages.flatMap((each) => each.pagesDelivered),
      pagesAcknowledged: pages.flatMap((each) => each.pagesAcknowledged),
      pagesUnanswered: pages.flatMap((each) => each.pagesUnanswered),
      engagements: engagements.flatMap((each) => each.engagements),
      engagementsAcknowledged: engagements.flatMap((each) => each.engagementsAcknowledged),
    };
    return [contact.arn, slowTotals(happenings, layout)] as const;
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
    const unacknowledged = engagements.filter(({ sent, read }) => read === undefined && isCurrent(sent.at));
    return [
      contact.arn,
      {
        pagesUnread: waiting.length,
        pagesUndelivered: waiting.filter(({ deliveredAt }) => deliveredAt === undefined).length,
        ...(waiting.length > 0 && { oldestUnreadSentAt: Math.min(...waiting.map(({ sentAt }) => sentAt)) }),
        engagementsUnacknowledged: unacknowledged.length,
        ...(unacknowledged.length > 0 && {
          oldestUnacknowledgedSentAt: Math.min(...unacknowledged.map(({ sent }) => sent.at)),
        }),
      },
    ] as const;
  });
  return Object.fromEntries(gauges);
}
