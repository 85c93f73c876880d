import type { EngagementRecord } from '../../src/core/engagement.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import type { PageEvent } from '../../src/core/event.js';
import type { ListedPage } from '../../src/core/page.js';
import type { BucketLayout, ContactTotals, DurationTotals } from '../../src/core/totals.js';
import { slowDuration, slowTotals } from './slow-totals.js';
import type { Happening, Happenings } from './slow-totals.js';

const place = 'ssm-contacts:us-east-2:111122223333';

export const arns = {
  contact: (alias: string) => `arn:aws:${place}:contact/${alias}`,
  engagement: (id: string) => `arn:aws:${place}:engagement/checkout/${id}`,
  page: (id: string) => `arn:aws:${place}:page/checkout/${id}`,
  incident: (id: string) => `arn:aws:ssm-incidents::111122223333:incident-record/checkout/${id}`,
};

export const akua = arns.contact('akuam');
export const diego = arns.contact('diegor');

export const layout: BucketLayout = {
  deliverySeconds: [1, 10],
  acknowledgeSeconds: [60, 600],
  native: { schema: 3, maxBuckets: 160 },
};

/** Something that happened to the page with that id, at `at` (epoch milliseconds), after so long. */
export function on(pageId: string, at: number, durationMs?: number): Happening {
  return { pageId, at, ...(durationMs !== undefined && { durationMs }) };
}

/** The totals of these events, and of no others. */
export function totals(happenings: Happenings = {}): ContactTotals {
  return slowTotals(happenings, layout);
}

/** A histogram of acknowledgements. */
export function acknowledgements(...happenings: readonly Happening[]): DurationTotals {
  return slowDuration(happenings, layout.acknowledgeSeconds, layout.native);
}

/** The totals of an engagement that began with a page, which nobody has answered. */
export function sentTotals(id: string, sentAt: number): ContactTotals {
  return totals({ pagesSent: [on(id, sentAt)], engagements: [on(id, sentAt)] });
}

/** The totals of pages, each of an engagement of its own, that were sent and answered. */
export function answeredTotals(...pages: readonly { id: string; sentAt: number; readAt: number }[]): ContactTotals {
  const sent = pages.map(({ id, sentAt }) => on(id, sentAt));
  const read = pages.map(({ id, sentAt, readAt }) => on(id, readAt, readAt - sentAt));
  return totals({ pagesSent: sent, pagesAcknowledged: read, engagements: sent, engagementsAcknowledged: read });
}

/** What happens to page `p`, at `at` (epoch milliseconds), after so long. */
export function happens(kind: PageEvent['kind'], at: number, durationMs?: number): PageEvent {
  return { kind, ...(durationMs !== undefined && { durationMs }), exemplar: { pageId: 'p', at } } as PageEvent;
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

/** What is known of engagement `e` of Akua: undecided, sent at second 1. It is page `p` that was sent and read first. */
export function engagement(parts: Partial<EngagementRecord> = {}): EngagementRecord {
  return {
    arn: arns.engagement('e'),
    contactArn: akua,
    firstSentAt: 1000,
    firstSent: { pageId: 'p' },
    lastSentAt: 1000,
    ...(parts.firstReadAt !== undefined && { firstRead: { pageId: 'p' } }),
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
