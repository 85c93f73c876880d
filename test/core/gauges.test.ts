import assert from 'node:assert/strict';
import { gaugesOf } from '../../src/core/gauges.js';
import type { ContactGauges, OpenWork } from '../../src/core/gauges.js';
import { engagement, known } from './stories.js';

const nothing = { pagesUnread: 0, pagesUndelivered: 0, engagementsUnacknowledged: 0 };

describe('the gauges of a contact', () => {
  const rows: readonly (readonly [string, Partial<OpenWork>, number, ContactGauges])[] = [
    ['are 0 without open work, and there is no oldest page', {}, 0, nothing],
    [
      'count unread pages, and of these the undelivered',
      {
        pages: [
          known({ firstSentAt: 4000, lastSentAt: 9000 }),
          known({ firstSentAt: 3000, lastSentAt: 3000, deliveredAt: 3500 }),
        ],
      },
      10_000,
      { ...nothing, pagesUnread: 2, pagesUndelivered: 1, oldestUnreadSentAt: 3000 },
    ],
    [
      'count a page up to the last moment of the unread window',
      { pages: [known({ firstSentAt: 1000 }), known({ firstSentAt: 999 })] },
      61_000,
      { ...nothing, pagesUnread: 1, pagesUndelivered: 1, oldestUnreadSentAt: 1000 },
    ],
    [
      'count history like everything else',
      { pages: [known({ firstSentAt: 1000, isHistory: true })], engagements: [engagement({ isHistory: true })] },
      1000,
      {
        pagesUnread: 1,
        pagesUndelivered: 1,
        oldestUnreadSentAt: 1000,
        engagementsUnacknowledged: 1,
        oldestUnacknowledgedSentAt: 1000,
      },
    ],
    [
      'take the DeliveryTime of a page without SentTime',
      { pages: [known({ deliveredAt: 1000 })] },
      61_000,
      { ...nothing, pagesUnread: 1, oldestUnreadSentAt: 1000 },
    ],
    [
      'count engagements that nobody has answered within the unread window',
      {
        engagements: [
          engagement({ firstSentAt: 30_000 }),
          engagement(),
          engagement({ firstReadAt: 2000 }),
          engagement({ firstSentAt: 999 }),
          engagement({ firstSentAt: 999, lastSentAt: 50_000 }),
        ],
      },
      61_000,
      { ...nothing, engagementsUnacknowledged: 2, oldestUnacknowledgedSentAt: 1000 },
    ],
    [
      'have no oldest engagement once each is answered or its window has passed',
      { engagements: [engagement({ firstReadAt: 2000 }), engagement({ firstSentAt: 999 })] },
      61_000,
      nothing,
    ],
  ];
  for (const [name, open, now, expected] of rows) {
    it(name, () => assert.deepEqual(gaugesOf({ pages: [], engagements: [], ...open }, now, 60_000), expected));
  }
});
