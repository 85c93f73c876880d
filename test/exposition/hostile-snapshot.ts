import { Breather } from '../../src/exposition/breather.js';
import { ContactFamilies } from '../../src/exposition/contact-families.js';
import type { ContactFamiliesOptions } from '../../src/exposition/contact-families.js';
import { exporterFamilies } from '../../src/exposition/exporter-families.js';
import type { Family } from '../../src/exposition/family.js';
import { Instruments } from '../../src/exposition/instruments.js';
import { readRegistry } from '../../src/exposition/registry-families.js';
import type { Contact } from '../../src/core/contact.js';
import type { ContactSnapshot, Snapshot } from '../../src/core/snapshot.js';
import { emptyTotals } from '../../src/core/totals.js';
import type { BucketLayout } from '../../src/core/totals.js';

const native = { schema: 3, maxBuckets: 160 };

export const layout: BucketLayout = { deliverySeconds: [0.5, 10], acknowledgeSeconds: [60, 1_500_000], native };

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
  totals: emptyTotals(layout),
  gauges: { pagesUnread: 0, pagesUndelivered: 0, engagementsUnacknowledged: 0 },
  health: { consecutiveFailures: 0 },
  dataAgeMs: 0,
};

/** A contact of whom everything is known. */
export const busy: ContactSnapshot = {
  target: 'production',
  contact: akua,
  knownSince: 1_747_000_000_250,
  info: { displayName: 'Akua "Ak"\nMansa \\n \\ 🚒', type: 'PERSONAL' },
  team: 'Zahlungen "A" \\n {x="y"} # 한국어',
  totals: {
    pagesSent: 7,
    pagesResent: 2,
    pagesDelivered: 5,
    pagesAcknowledged: 4,
    pagesUnanswered: 1,
    engagements: 3,
    engagementsAcknowledged: 2,
    exemplars: {
      pagesSent: { pageId: 'p-1', incidentId: 'i-1', at: 1_747_731_600_058 },
      pagesDelivered: { pageId: '"\\\n🚒', at: 1_747_731_601_000 },
      // Too long to be shown with its incident, and too long to be shown at all.
      engagements: { pageId: 'e'.repeat(100), incidentId: 'i'.repeat(20), at: 1_747_731_602_000 },
      engagementsAcknowledged: { pageId: 'a'.repeat(122), at: 1_747_731_603_000 },
    },
    deliveryDuration: {
      boundsSeconds: layout.deliverySeconds,
      counts: [3, 0, 2],
      exemplars: [
        { pageId: 'p-2', at: 1_747_731_600_000, durationMs: 0 },
        null,
        { pageId: 'p-3', incidentId: 'i-3', at: 1_747_731_600_001, durationMs: 30_500 },
      ],
      sumMs: 61_001,
      native: {
        layout: native,
        schema: 3,
        zeroCount: 2,
        counts: [
          [-79, 1],
          [40, 2],
        ],
      },
    },
    acknowledgeDuration: {
      boundsSeconds: layout.acknowledgeSeconds,
      counts: [1, 2, 1],
      exemplars: [null, null, { pageId: 'p-4', at: 1_747_731_600_000.5, durationMs: 2_000_000_000 }],
      sumMs: 2_001_000_000,
      native: {
        layout: native,
        schema: 2,
        zeroCount: 0,
        counts: [
          [22, 1],
          [36, 1],
          [37, 1],
          [124, 1],
        ],
      },
      restartedAt: 1_747_500_000_000,
    },
    engagementAcknowledgeDuration: {
      boundsSeconds: layout.acknowledgeSeconds,
      counts: [0, 2, 0],
      exemplars: [null, null, null],
      sumMs: 300_500,
      native: { layout: native, schema: 3, zeroCount: 0, counts: [[58, 2]] },
    },
  },
  gauges: {
    pagesUnread: 2,
    pagesUndelivered: 1,
    oldestUnreadSentAt: 1_747_731_600_058,
    engagementsUnacknowledged: 1,
    oldestUnacknowledgedSentAt: 1_747_731_540_007,
  },
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

const build = { version: '1.2.3', revision: 'abc', nodejs: '20.0.0' };

/** What a snapshot shows. */
export async function familiesOf(snapshot: Snapshot, options: Partial<ContactFamiliesOptions> = {}): Promise<Family[]> {
  const contacts = new ContactFamilies({ naming: 'alias', exemplars: true, nativeHistograms: true, ...options });
  return [...(await contacts.update(snapshot.contacts, new Breather())), ...exporterFamilies(snapshot)];
}

/** Beside the snapshot, what an exporter counts itself: all of it but what the runtime tells. */
export async function wholeExposition(snapshot: Snapshot): Promise<Family[]> {
  const { registry } = new Instruments({ targets: [{ name: 'production', discover: { enabled: true } }], build });
  const counted = await readRegistry(registry, 1_747_600_000_000);
  return [...(await familiesOf(snapshot)), ...counted.filter(({ name }) => name.startsWith('ssm_contacts_'))];
}
