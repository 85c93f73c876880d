import type { EngagementRecord } from './engagement.js';
import { sentTimeOf } from './lifecycle.js';
import type { PageRecord } from './lifecycle.js';

/** What is waiting for a contact at one moment, within the unread window. */
export interface ContactGauges {
  readonly pagesUnread: number;
  readonly pagesUndelivered: number;
  /** Epoch milliseconds of the first send; absent while no page is unread. */
  readonly oldestUnreadSentAt?: number;
  readonly engagementsUnacknowledged: number;
  /** Epoch milliseconds of the first send; absent while no engagement is unacknowledged. */
  readonly oldestUnacknowledgedSentAt?: number;
}

export interface OpenWork {
  readonly pages: Iterable<PageRecord>;
  readonly engagements: Iterable<EngagementRecord>;
}

/** Counts open pages and engagements that were sent within the unread window before `now` (epoch milliseconds). */
export function gaugesOf(open: OpenWork, now: number, unreadWindowMs: number): ContactGauges {
  const isCurrent = (sentAt: number | undefined): sentAt is number =>
    sentAt !== undefined && now - sentAt <= unreadWindowMs;
  let pagesUnread = 0;
  let pagesUndelivered = 0;
  let oldestUnreadSentAt = Infinity;
  for (const page of open.pages) {
    const sentAt = sentTimeOf(page);
    if (!isCurrent(sentAt)) continue;
    pagesUnread += 1;
    if (page.deliveredAt === undefined) pagesUndelivered += 1;
    oldestUnreadSentAt = Math.min(oldestUnreadSentAt, sentAt);
  }
  let engagementsUnacknowledged = 0;
  let oldestUnacknowledgedSentAt = Infinity;
  for (const { firstSentAt, firstReadAt } of open.engagements) {
    if (firstReadAt !== undefined || !isCurrent(firstSentAt)) continue;
    engagementsUnacknowledged += 1;
    oldestUnacknowledgedSentAt = Math.min(oldestUnacknowledgedSentAt, firstSentAt);
  }
  return {
    pagesUnread,
    pagesUndelivered,
    ...(pagesUnread > 0 && { oldestUnreadSentAt }),
    engagementsUnacknowledged,
    ...(engagementsUnacknowledged > 0 && { oldestUnacknowledgedSentAt }),
  };
}
