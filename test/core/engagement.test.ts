import assert from 'node:assert/strict';
import { decide, isOpenEngagement, join } from '../../src/core/engagement.js';
import type { EngagementRecord } from '../../src/core/engagement.js';
import type { PageEvent } from '../../src/core/event.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import { akua, arns, countAll, engagement, fromSecond100, happens, known } from './stories.js';

describe('an engagement that a page joins', () => {
  const seenAt = 99_000;
  const before = engagement({ firstSentAt: 5000, lastSentAt: 7000, firstReadAt: 9000, readSeenAt: 9500 });
  const rows: readonly (readonly [string, EngagementRecord | undefined, PageRecord, EngagementRecord | undefined])[] = [
    [
      'begins with its first page',
      undefined,
      known({ firstSentAt: 1000, lastSentAt: 3000, readAt: 4000 }),
      engagement({ lastSentAt: 3000, firstReadAt: 4000, readSeenAt: seenAt }),
    ],
    ['does not begin with a page that was never sent', undefined, known(), undefined],
    ['begins with a delivery when no SentTime is shown', undefined, known({ deliveredAt: 1000 }), engagement()],
    [
      'widens to an earlier send and read, and to a later send',
      before,
      known({ firstSentAt: 4000, lastSentAt: 8000, readAt: 8500 }),
      { ...before, firstSentAt: 4000, lastSentAt: 8000, firstReadAt: 8500, readSeenAt: seenAt },
    ],
    [
      'keeps when its first read was seen while other pages are read later',
      before,
      known({ firstSentAt: 4000, lastSentAt: 8000, readAt: 9001 }),
      { ...before, firstSentAt: 4000, lastSentAt: 8000 },
    ],
    [
      'names the pages that were sent first and read first, with their incidents',
      { ...before, firstRead: { pageId: 'other' } },
      known({ arn: arns.page('q'), incidentId: arns.incident('i'), firstSentAt: 4000 }),
      {
        ...before,
        firstSentAt: 4000,
        firstSent: { pageId: 'q', incidentId: 'i' },
        firstRead: { pageId: 'other' },
      },
    ],
    [
      'keeps naming the page known first when another was sent and read at the same moment',
      before,
      known({ arn: arns.page('q'), firstSentAt: 5000, lastSentAt: 7001, readAt: 9000 }),
      { ...before, lastSentAt: 7001 },
    ],
    [
      'is read first by the page that was read first',
      engagement(),
      known({ firstSentAt: 1000, lastSentAt: 1000, readAt: 2000 }),
      engagement({ firstReadAt: 2000, readSeenAt: seenAt }),
    ],
  ];
  for (const [name, known_, page, after] of rows) {
    it(name, () => assert.deepEqual(join(known_, page, seenAt), after));
  }

  it('is the same object when the page adds nothing', () => {
    const pages = [9000, 9500].map((readAt) => known({ firstSentAt: 6000, lastSentAt: 6500, readAt }));
    assert.deepEqual(
      pages.map((page) => join(before, page, seenAt) === before),
      [true, true],
    );
  });
});

describe('an engagement at the end of a listing', () => {
  const started = engagement({ isStarted: true });
  const read = (at: number, durationMs: number) => happens('engagementAcknowledged', at, durationMs);
  const engaged = happens('engaged', 1000);
  interface Row {
    readonly name: string;
    readonly before: EngagementRecord;
    readonly askedAt?: number;
    readonly rules?: CountingRules;
    readonly after?: EngagementRecord;
    readonly events?: readonly PageEvent[];
  }
  const firstRead = { pageId: 'p' };
  const history = engagement({ firstSentAt: 90_000, lastSentAt: 90_000 });
  const knownHistory = { ...history, isStarted: true, isHistory: true };
  const sentFirst = { pageId: 'a', incidentId: 'i' };
  const readFirst = { pageId: 'b' };
  const nameless: EngagementRecord = {
    arn: arns.engagement('e'),
    contactArn: akua,
    firstSentAt: 1000,
    lastSentAt: 1000,
    firstReadAt: 4000,
    isStarted: false,
    isHistory: false,
    isAcknowledged: false,
    isExpired: false,
  };
  const rows: readonly Row[] = [
    { name: 'is counted when it is new', before: engagement(), after: started, events: [engaged] },
    { name: 'goes on', before: started },
    {
      name: 'is counted and acknowledged when it is new and answered',
      before: engagement({ firstReadAt: 4000 }),
      after: { ...started, firstRead, firstReadAt: 4000, isAcknowledged: true },
      events: [engaged, read(4000, 3000)],
    },
    {
      name: 'is acknowledged when it is answered',
      before: { ...started, firstRead, firstReadAt: 4000 },
      after: { ...started, firstRead, firstReadAt: 4000, isAcknowledged: true },
      events: [read(4000, 3000)],
    },
    {
      name: 'shows the page that was sent first, and the page that was read first',
      before: engagement({ firstSent: sentFirst, firstReadAt: 4000, firstRead: readFirst }),
      after: { ...started, firstSent: sentFirst, firstReadAt: 4000, firstRead: readFirst, isAcknowledged: true },
      events: [
        { kind: 'engaged', exemplar: { ...sentFirst, at: 1000 } },
        { kind: 'engagementAcknowledged', durationMs: 3000, exemplar: { ...readFirst, at: 4000 } },
      ],
    },
    {
      name: 'shows no pages when older versions have written it',
      before: nameless,
      after: { ...nameless, isStarted: true, isAcknowledged: true },
      events: [{ kind: 'engaged' }, { kind: 'engagementAcknowledged', durationMs: 3000 }],
    },
    {
      name: 'is acknowledged when it was answered the moment the listing began',
      before: { ...started, firstRead, firstReadAt: 50_000 },
      after: { ...started, firstRead, firstReadAt: 50_000, isAcknowledged: true },
      events: [read(50_000, 49_000)],
    },
    {
      name: 'is not acknowledged yet when it was answered while the listing was under way',
      before: { ...started, firstRead, firstReadAt: 50_001, readSeenAt: 50_001 },
    },
    {
      name: 'is counted, and not acknowledged yet, when it is new and was answered meanwhile',
      before: engagement({ firstReadAt: 50_001, readSeenAt: 50_001 }),
      after: { ...started, firstRead, firstReadAt: 50_001, readSeenAt: 50_001 },
      events: [engaged],
    },
    {
      name: 'is not acknowledged yet when an answer from ahead of our clock was seen the moment the listing began',
      before: { ...started, firstRead, firstReadAt: 350_000, readSeenAt: 50_000 },
    },
    {
      name: 'is acknowledged when an answer from ahead of our clock was seen before the listing began',
      before: { ...started, firstRead, firstReadAt: 350_000, readSeenAt: 49_999 },
      after: { ...started, firstRead, firstReadAt: 350_000, readSeenAt: 49_999, isAcknowledged: true },
      events: [read(350_000, 349_000)],
    },
    {
      name: 'is acknowledged when nobody knows when the answer from ahead of our clock was seen',
      before: { ...started, firstRead, firstReadAt: 350_000 },
      after: { ...started, firstRead, firstReadAt: 350_000, isAcknowledged: true },
      events: [read(350_000, 349_000)],
    },
    {
      name: 'is acknowledged when it was answered before the listing began, and that was seen in it',
      before: { ...started, firstRead, firstReadAt: 49_000, readSeenAt: 51_000 },
      after: { ...started, firstRead, firstReadAt: 49_000, readSeenAt: 51_000, isAcknowledged: true },
      events: [read(49_000, 48_000)],
    },
    {
      name: 'expires although the answer that came too late is not decided yet',
      before: { ...started, firstRead, firstReadAt: 61_002, readSeenAt: 61_002 },
      askedAt: 61_001,
      after: { ...started, firstRead, firstReadAt: 61_002, readSeenAt: 61_002, isExpired: true },
    },
    {
      name: 'is acknowledged by the next listing when it is history that was answered during the first',
      before: { ...knownHistory, firstRead, firstReadAt: 110_000 },
      askedAt: 110_000,
      rules: fromSecond100,
      after: { ...knownHistory, firstRead, firstReadAt: 110_000, isAcknowledged: true },
      events: [read(110_000, 20_000)],
    },
    {
      name: 'takes 0 when it was answered before it was sent',
      before: { ...started, firstRead, firstReadAt: 500 },
      after: { ...started, firstRead, firstReadAt: 500, isAcknowledged: true },
      events: [read(500, 0)],
    },
    {
      name: 'is acknowledged once',
      before: { ...started, firstRead, firstReadAt: 4000, isAcknowledged: true },
      askedAt: 99_000,
    },
    { name: 'waits to the last moment of the unread window', before: started, askedAt: 61_000 },
    { name: 'expires a moment later', before: started, askedAt: 61_001, after: { ...started, isExpired: true } },
    {
      name: 'is acknowledged although it has expired',
      before: { ...started, firstRead, firstReadAt: 90_000, isExpired: true },
      askedAt: 99_000,
      after: { ...started, firstRead, firstReadAt: 90_000, isExpired: true, isAcknowledged: true },
      events: [read(90_000, 89_000)],
    },
    {
      name: 'is not counted when it began before counting did',
      before: history,
      rules: fromSecond100,
      after: knownHistory,
    },
    {
      name: 'is not counted at all when it was answered before counting began',
      before: { ...history, firstRead, firstReadAt: 99_999 },
      askedAt: 130_000,
      rules: fromSecond100,
      after: { ...knownHistory, firstRead, firstReadAt: 99_999, isAcknowledged: true },
    },
    {
      name: 'is acknowledged when it was answered after counting began',
      before: { ...history, firstRead, firstReadAt: 100_000 },
      askedAt: 130_000,
      rules: fromSecond100,
      after: { ...knownHistory, firstRead, firstReadAt: 100_000, isAcknowledged: true },
      events: [read(100_000, 10_000)],
    },
    {
      name: 'is acknowledged when it is answered later, as old as it may be',
      before: { ...knownHistory, firstRead, firstReadAt: 120_000 },
      askedAt: 130_000,
      rules: fromSecond100,
      after: { ...knownHistory, firstRead, firstReadAt: 120_000, isAcknowledged: true },
      events: [read(120_000, 30_000)],
    },
  ];
  for (const { name, before, askedAt = 50_000, rules = countAll, after, events = [] } of rows) {
    it(name, () => assert.deepEqual(decide(before, askedAt, rules), after && { record: after, events }));
  }
});

describe('an open engagement', () => {
  it('waits for an answer, or for a listing to count the answer that came', () => {
    const rows = [
      engagement(),
      engagement({ isStarted: true }),
      engagement({ isStarted: true, firstReadAt: 2000 }),
      engagement({ isStarted: true, isExpired: true }),
      engagement({ isStarted: true, isExpired: true, firstReadAt: 2000 }),
      engagement({ isStarted: true, isExpired: true, firstReadAt: 2000, isAcknowledged: true }),
      engagement({ isStarted: true, firstReadAt: 2000, isAcknowledged: true }),
    ];
    assert.deepEqual(rows.map(isOpenEngagement), [true, true, true, false, true, false, false]);
  });
});
