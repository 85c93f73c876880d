import { lastSentTimeOf, sentTimeOf } from './lifecycle.js';
import type { CountingRules, Decision, PageRecord } from './lifecycle.js';
import type { PageEvent } from './event.js';
import { originOf } from './exemplar.js';
import type { Origin } from './exemplar.js';

/** One engagement as one contact lives it: all of its pages to that contact. Times in epoch milliseconds. */
export interface EngagementRecord {
  readonly arn: string;
  readonly contactArn: string;
  /** The earliest send of its pages. */
  readonly firstSentAt: number;
  /** The page of that send; absent where the ledger is older than exemplars are, as below. */
  readonly firstSent?: Origin;
  /** The latest send of its pages: decides how old the engagement is for pruning. */
  readonly lastSentAt: number;
  /** The earliest ReadTime of its pages. */
  readonly firstReadAt?: number;
  /** The page of that read. */
  readonly firstRead?: Origin;
  /** When `firstReadAt` was seen, by our clock. */
  readonly readSeenAt?: number;
  /** A complete listing has decided whether it counts as started. */
  readonly isStarted: boolean;
  /** Began before counting did, so never counted as started. */
  readonly isHistory: boolean;
  /** A complete listing has decided its acknowledgement. */
  readonly isAcknowledged: boolean;
  /** Nobody answered within the unread window. An answer still counts when it comes. */
  readonly isExpired: boolean;
  /** How many complete listings in doubt have left a decision open that they would have been the time for; none unless given. */
  readonly undecided?: number;
}

/** An open engagement waits for an answer, or for the end of a listing to decide the answer that came, however late. */
export function isOpenEngagement({ firstReadAt, isAcknowledged, isExpired }: EngagementRecord): boolean {
  return !isAcknowledged && (!isExpired || firstReadAt !== undefined);
}

/** Adds what a page, seen at `seenAt`, tells to its engagement. Returns `known` itself when that is nothing. */
export function join(
  known: EngagementRecord | undefined,
  page: PageRecord,
  seenAt: number,
): EngagementRecord | undefined {
  const sentAt = sentTimeOf(page);
  if (sentAt === undefined) return known;
  const before: EngagementRecord = known ?? {
    arn: page.engagementArn,
    contactArn: page.contactArn,
    firstSentAt: sentAt,
    lastSentAt: sentAt,
    isStarted: false,
    isHistory: false,
    isAcknowledged: false,
    isExpired: false,
  };
  const firstSentAt = Math.min(before.firstSentAt, sentAt);
  const lastSentAt = Math.max(before.lastSentAt, lastSentTimeOf(page));
  const firstReadAt = earlier(before.firstReadAt, page.readAt);
  if (
    before === known &&
    firstSentAt === known.firstSentAt &&
    lastSentAt === known.lastSentAt &&
    firstReadAt === known.firstReadAt
  ) {
    return known;
  }
  const isFirstSend = known === undefined || sentAt < known.firstSentAt;
  const isFirstRead = firstReadAt !== undefined && firstReadAt !== before.firstReadAt;
  return {
    ...before,
    firstSentAt,
    lastSentAt,
    ...(isFirstSend && { firstSent: originOf(page) }),
    ...(isFirstRead && { firstReadAt, firstRead: originOf(page), readSeenAt: seenAt }),
  };
}

/**
 * Whether a complete listing begun at `askedAt` (epoch milliseconds) has shown every read before the first one known. One
 * that was under way when that happened may have listed another page before it was read, still earlier. It counts as well
 * when the read was seen before the listing began, whatever AWS's clock says.
 */
function isFirstReadSure(
  { firstReadAt = Infinity, readSeenAt = -Infinity }: EngagementRecord,
  askedAt: number,
): boolean {
  return firstReadAt <= askedAt || readSeenAt < askedAt;
}

/**
 * A clock that was set back leaves times behind that have not come yet (`askedAt` and `seenAt` of a listing, epoch
 * milliseconds, are by the clock as it is now): what was seen then was seen before the listing began.
 */
export function readInTime(
  engagement: EngagementRecord,
  { askedAt, seenAt }: { readonly askedAt: number; readonly seenAt: number },
): EngagementRecord {
  const { readSeenAt = -Infinity } = engagement;
  const wasSetBack = readSeenAt > seenAt && askedAt <= seenAt;
  return wasSetBack ? { ...engagement, readSeenAt: askedAt - 1 } : engagement;
}

/**
 * Decides, at the end of a complete listing begun at `askedAt` (epoch milliseconds), what has become of an engagement.
 * Only then are its pages known well enough to say which was sent first and which was read first.
 * Undefined when nothing has.
 */
export function decide(
  engagement: EngagementRecord,
  askedAt: number,
  rules: CountingRules,
): Decision<EngagementRecord> | undefined {
  const { firstSentAt, firstSent, firstReadAt, firstRead } = engagement;
  const events: PageEvent[] = [];
  const isHistory = engagement.isStarted ? engagement.isHistory : firstSentAt < rules.countFrom;
  if (!engagement.isStarted && !isHistory) events.push({ kind: 'engaged', ...exemplar(firstSent, firstSentAt) });

  const isNewlyRead = firstReadAt !== undefined && !engagement.isAcknowledged && isFirstReadSure(engagement, askedAt);
  // What was unanswered when it was first decided, and is answered now, was answered while we counted.
  if (isNewlyRead && (engagement.isStarted || !isHistory || firstReadAt >= rules.countFrom)) {
    const durationMs = Math.max(0, firstReadAt - firstSentAt);
    events.push({ kind: 'engagementAcknowledged', durationMs, ...exemplar(firstRead, firstReadAt) });
  }
  const isAcknowledged = engagement.isAcknowledged || isNewlyRead;
  const isExpired = engagement.isExpired || (!isAcknowledged && askedAt - firstSentAt > rules.unreadWindowMs);
  const isSame =
    engagement.isStarted && isAcknowledged === engagement.isAcknowledged && isExpired === engagement.isExpired;
  return isSame
    ? undefined
    : { record: { ...engagement, isStarted: true, isHistory, isAcknowledged, isExpired }, events };
}

function exemplar(origin: Origin | undefined, at: number): Pick<PageEvent, 'exemplar'> {
  return origin === undefined ? {} : { exemplar: { ...origin, at } };
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}
