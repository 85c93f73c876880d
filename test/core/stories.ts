import type { EngagementRecord } from '../../src/core/engagement.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import type { ListedPage } from '../../src/core/page.js';
import { emptyTotals } from '../../src/core/totals.js';
import type { BucketBounds, ContactTotals } from '../../src/core/totals.js';

const place = 'ssm-contacts:us-east-2:111122223333';

export const arns = {
  contact: (alias: string) => `arn:aws:${place}:contact/${alias}`,
  engagement: (id: string) => `arn:aws:${place}:engagement/checkout/${id}`,
  page: (id: string) => `arn:aws:${place}:page/checkout/${id}`,
};

export const akua = arns.contact('akuam');
export const diego = arns.contact('diegor');

export const bounds: BucketBounds = { deliverySeconds: [1, 10], acknowledgeSeconds: [60, 600] };

/** Totals of zero, but for those given. */
export function totals(counted: Partial<ContactTotals> = {}): ContactTotals {
  return { ...emptyTotals(bounds), ...counted };
}

/** The totals of one page of one engagement that was answered after so many milliseconds, at most a minute. */
export function answeredAfter(sumMs: number): ContactTotals {
  const answered = { boundsSeconds: bounds.acknowledgeSeconds, counts: [1, 0, 0], sumMs };
  return totals({
    pagesSent: 1,
    pagesAcknowledged: 1,
    acknowledgeDuration: answered,
    engagements: 1,
    engagementsAcknowledged: 1,
    engagementAcknowledgeDuration: answered,
  });
}

/** Page `p` of engagement `e` to Akua, as a listing shows it. */
export function listed(times: Partial<ListedPage> = {}): ListedPage {
  return { arn: arns.page('p'), engagementArn: arns.engagement('e'), contactArn: akua, ...times };
}

/** What is known of page `p` of Akua. */
export function known(times: Partial<PageRecord> = {}): PageRecord {
  return {
    arn: arns.page('p'),
    contactArn: akua,
    engagementArn: arns.engagement('e'),
    isHistory: false,
    isUnanswered: false,
    ...times,
  };
}

/** What is known of engagement `e` of Akua: undecided, sent at second 1. */
export function engagement(parts: Partial<EngagementRecord> = {}): EngagementRecord {
  return {
    arn: arns.engagement('e'),
    contactArn: akua,
    firstSentAt: 1000,
    lastSentAt: 1000,
    isStarted: false,
    isHistory: false,
    isAcknowledged: false,
    isExpired: false,
    ...parts,
  };
}

/** Counts everything and remembers everything; the unread window is a minute. */
export const countAll: CountingRules = { countFrom: -Infinity, forgottenBefore: 0, unreadWindowMs: 60_000 };

/** Counts from second 100 on. */
export const fromSecond100: CountingRules = { ...countAll, countFrom: 100_000 };
