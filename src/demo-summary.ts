import { textTable } from './text-table.js';
import type { ContactSnapshot } from './core/snapshot.js';
import type { DurationTotals } from './core/totals.js';

const columns = ['contact', 'sent', 're-sent', 'delivered', 'acknowledged', 'unanswered', 'unread now', 'mean answer'];

/** The contacts of a snapshot as a table for a terminal. */
export function summaryTable(contacts: readonly ContactSnapshot[]): string {
  const rows = contacts.map(({ contact, totals, gauges }) => [
    contact.alias,
    String(totals.pagesSent),
    String(totals.pagesResent),
    String(totals.pagesDelivered),
    String(totals.pagesAcknowledged),
    String(totals.pagesUnanswered),
    String(gauges.pagesUnread),
    meanOf(totals.acknowledgeDuration),
  ]);
  return textTable([columns, ...rows]);
}

export function meanOf({ counts, sumMs }: DurationTotals): string {
  const observations = counts.reduce((total, count) => total + count, 0);
  if (observations === 0) return '-';
  const seconds = Math.round(sumMs / observations / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
