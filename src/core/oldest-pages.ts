import { sentTimeOf } from './lifecycle.js';
import type { PageRecord } from './lifecycle.js';

/** An open page, and when it was first sent as well as that is known; epoch milliseconds. */
export interface SentPage {
  readonly page: PageRecord;
  readonly sentAt: number;
}

/** The `most` of these pages that were sent first, the oldest first, of those sent from `since` (epoch milliseconds) on. */
export function oldestPages(pages: Iterable<PageRecord>, since: number, most: number): SentPage[] {
  const oldest: SentPage[] = [];
  for (const page of pages) {
    const sentAt = sentTimeOf(page);
    if (sentAt === undefined || sentAt < since) continue;
    const last = oldest[most - 1];
    if (last !== undefined && sentAt >= last.sentAt) continue;
    const place = oldest.findIndex((other) => other.sentAt > sentAt);
    oldest.splice(place === -1 ? oldest.length : place, 0, { page, sentAt });
    oldest.length = Math.min(oldest.length, most);
  }
  return oldest;
}
