import assert from 'node:assert/strict';
import type { PageEvent } from '../../src/core/event.js';
import { expire } from '../../src/core/lifecycle.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import { arns, countAll, fromSecond100, happens, known } from './stories.js';

const sentAt1 = known({ firstSentAt: 1000, lastSentAt: 1000 });

describe('the unread window', () => {
  const marked = { ...sentAt1, isUnanswered: true };
  const history = known({ firstSentAt: 1000, lastSentAt: 1000, isHistory: true });
  // When the window ended, whenever that was seen.
  const unanswered: readonly PageEvent[] = [happens('unanswered', 61_000)];
  const rows: readonly (readonly [string, PageRecord, number, CountingRules, PageRecord?, (readonly PageEvent[])?])[] =
    [
      ['is not over at its last moment', sentAt1, 61_000, countAll],
      ['is over a moment later', sentAt1, 61_001, countAll, marked, unanswered],
      ['ends once', marked, 99_000, countAll],
      ['has not ended for a page read at its last moment', { ...sentAt1, readAt: 61_000 }, 99_000, countAll],
      [
        'has ended for a page read too late',
        { ...sentAt1, readAt: 61_001 },
        61_001,
        countAll,
        { ...marked, readAt: 61_001 },
        unanswered,
      ],
      [
        'counts from the first SentTime, whatever was sent later',
        { ...sentAt1, lastSentAt: 60_000 },
        61_001,
        countAll,
        { ...marked, lastSentAt: 60_000 },
        unanswered,
      ],
      [
        'counts from the DeliveryTime without a SentTime',
        known({ deliveredAt: 1000 }),
        61_001,
        countAll,
        known({ deliveredAt: 1000, isUnanswered: true }),
        unanswered,
      ],
      ['ends unseen for a page never seen sent', known(), 99_000, countAll],
      [
        'is not counted when it ended before counting began',
        history,
        200_000,
        fromSecond100,
        { ...history, isUnanswered: true },
        [],
      ],
      [
        'is counted for an older page when it ended after counting began',
        { ...history, firstSentAt: 40_000 },
        100_001,
        fromSecond100,
        { ...history, firstSentAt: 40_000, isUnanswered: true },
        [happens('unanswered', 100_000)],
      ],
      [
        'names the incident of the page',
        known({ firstSentAt: 1000, incidentId: arns.incident('i') }),
        99_000,
        countAll,
        known({ firstSentAt: 1000, incidentId: arns.incident('i'), isUnanswered: true }),
        [{ kind: 'unanswered', exemplar: { pageId: 'p', incidentId: 'i', at: 61_000 } }],
      ],
    ];
  for (const [name, page, seenAt, rules, record, events] of rows) {
    it(name, () => assert.deepEqual(expire(page, seenAt, rules), record && { record, events }));
  }
});
