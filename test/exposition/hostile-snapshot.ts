import type { Contact } from '../../src/core/contact.js';
import type { ContactSnapshot, Snapshot } from '../../src/core/snapshot.js';
import { emptyTotals } from '../../src/core/totals.js';
import type { BucketBounds } from '../../src/core/totals.js';

export const bounds: BucketBounds = { deliverySeconds: [0.5, 10], acknowledgeSeconds: [60, 600] };

export const akua: Contact = {
  arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
  accountId: '111122223333',
  region: 'us-east-2',
  alias: 'akuam',
};

export const diego: Contact = {
  arn: 'arn:aws:ssm-contacts:eu-west-1:444455556666:contact/diego.r+night@example.com',
  accountId: '444455556666',
  region: 'eu-west-1',
  alias: 'diego.r+night@example.com',
};

/** A contact that nothing has happened to yet, and that has not been swept. */
export const untouched: ContactSnapshot = {
  target: 'other',
  contact: diego,
  info: { displayName: '日本語 \t{a="b"} # HELP', type: 'ONCALL_SCHEDULE' },
  totals: emptyTotals(bounds),
  gauges: { pagesUnread: 0, pagesUndelivered: 0, engagementsUnacknowledged: 0 },
  health: { consecutiveFailures: 0 },
  dataAgeMs: 0,
};

const busy: ContactSnapshot = {
  target: 'production',
  contact: akua,
  info: { displayName: 'Akua "Ak"\nMansa \\n \\ 🚒', type: 'PERSONAL' },
  totals: {
    pagesSent: 7,
    pagesResent: 2,
    pagesDelivered: 5,
    pagesAcknowledged: 4,
    pagesUnanswered: 1,
    engagements: 3,
    engagementsAcknowledged: 2,
    deliveryDuration: { boundsSeconds: bounds.deliverySeconds, counts: [3, 0, 2], sumMs: 61_001 },
    acknowledgeDuration: { boundsSeconds: bounds.acknowledgeSeconds, counts: [1, 2, 1], sumMs: 1_000_000 },
    engagementAcknowledgeDuration: { boundsSeconds: bounds.acknowledgeSeconds, counts: [0, 2, 0], sumMs: 300_500 },
  },
  gauges: { pagesUnread: 2, pagesUndelivered: 1, oldestUnreadSentAt: 1_747_731_600_058, engagementsUnacknowledged: 1 },
  health: { isUp: false, lastSuccessAt: 1_747_731_720_000, consecutiveFailures: 3, reason: 'throttled' },
  dataAgeMs: 98_765,
};

/** Two contacts in two accounts, with everything in their names that a text format could trip over. */
export const hostileSnapshot: Snapshot = {
  contacts: [busy, untouched],
  ledger: { pages: 1234, openPages: 5, createdAt: 1_700_000_000_123 },
  budgets: [
    { operation: 'ListPagesByContact', ratePerSecond: 0.8, backoffSeconds: 0 },
    { operation: 'GetContact', ratePerSecond: 4.125, backoffSeconds: 59.999 },
  ],
};
