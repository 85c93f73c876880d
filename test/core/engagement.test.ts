import assert from 'node:assert/strict';
import { decide, isOpenEngagement, join } from '../../src/core/engagement.js';
import type { EngagementRecord } from '../../src/core/engagement.js';
import type { PageEvent } from '../../src/core/event.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import { countAll, engagement, fromSecond100, known } from './stories.js';

describe('an engagement that a page joins', () => {
  const before = engagement({ firstSentAt: 5000, lastSentAt: 7000, firstReadAt: 9000 });
  const rows: readonly (readonly [string, EngagementRecord | undefined, PageRecord, EngagementRecord | undefined])[] = [
    [
      'begins with its first page',
      undefined,
      known({ firstSentAt: 1000, lastSentAt: 3000, readAt: 4000 }),
      engagement({ lastSentAt: 3000, firstReadAt: 4000 }),
    ],
    ['does not begin with a page that was never sent', undefined, known(), undefined],
    ['begins with a delivery when no SentTime is shown', undefined, known({ deliveredAt: 1000 }), engagement()],
    [
      'widens to an earlier send and read, and to a later send',
      before,
      known({ firstSentAt: 4000, lastSentAt: 8000, readAt: 8500 }),
      { ...before, firstSentAt: 4000, lastSentAt: 8000, firstReadAt: 8500 },
    ],
    [
      'is read first by the page that was read first',
      engagement(),
      known({ firstSentAt: 1000, lastSentAt: 1000, readAt: 2000 }),
      engagement({ firstReadAt: 2000 }),
    ],
  ];
  for (const [name, known_, page, after] of rows) {
    it(name, () => assert.deepEqual(join(known_, page), after));
  }

  it('is the same object when the page adds nothing', () => {
    const page = known({ firstSentAt: 6000, lastSentAt: 6500, readAt: 9500 });
    assert.equal(join(before, page), before);
  });
});

describe('an engagement at the end of a sweep', () => {
  const started = engagement({ isStarted: true });
  const read = (durationMs: number): PageEvent => ({ kind: 'engagementAcknowledged', durationMs });
  interface Row {
    readonly name: string;
    readonly before: EngagementRecord;
    readonly askedAt?: number;
    readonly rules?: CountingRules;
    readonly after?: EngagementRecord;
    readonly events?: readonly PageEvent[];
  }
  const history = engagement({ firstSentAt: 90_000, lastSentAt: 90_000 });
  const knownHistory = { ...history, isStarted: true, isHistory: true };
  const rows: readonly Row[] = [
    { name: 'is counted when it is new', before: engagement(), after: started, events: [{ kind: 'engaged' }] },
    { name: 'goes on', before: started },
    {
      name: 'is counted and acknowledged when it is new and answered',
      before: engagement({ firstReadAt: 4000 }),
      after: { ...started, firstReadAt: 4000, isAcknowledged: true },
      events: [{ kind: 'engaged' }, read(3000)],
    },
    {
      name: 'is acknowledged when it is answered',
      before: { ...started, firstReadAt: 4000 },
      after: { ...started, firstReadAt: 4000, isAcknowledged: true },
      events: [read(3000)],
    },
    {
      name: 'takes 0 when it was answered before it was sent',
      before: { ...started, firstReadAt: 500 },
      after: { ...started, firstReadAt: 500, isAcknowledged: true },
      events: [read(0)],
    },
    { name: 'is acknowledged once', before: { ...started, firstReadAt: 4000, isAcknowledged: true }, askedAt: 99_000 },
    { name: 'waits to the last moment of the unread window', before: started, askedAt: 61_000 },
    { name: 'expires a moment later', before: started, askedAt: 61_001, after: { ...started, isExpired: true } },
    {
      name: 'is acknowledged although it has expired',
      before: { ...started, firstReadAt: 90_000, isExpired: true },
      askedAt: 99_000,
      after: { ...started, firstReadAt: 90_000, isExpired: true, isAcknowledged: true },
      events: [read(89_000)],
    },
    {
      name: 'is not counted when it began before counting did',
      before: history,
      rules: fromSecond100,
      after: knownHistory,
    },
    {
      name: 'is not counted at all when it was answered before counting began',
      before: { ...history, firstReadAt: 99_999 },
      rules: fromSecond100,
      after: { ...knownHistory, firstReadAt: 99_999, isAcknowledged: true },
    },
    {
      name: 'is acknowledged when it was answered after counting began',
      before: { ...history, firstReadAt: 100_000 },
      rules: fromSecond100,
      after: { ...knownHistory, firstReadAt: 100_000, isAcknowledged: true },
      events: [read(10_000)],
    },
    {
      name: 'is acknowledged when it is answered later, as old as it may be',
      before: { ...knownHistory, firstReadAt: 120_000 },
      rules: fromSecond100,
      after: { ...knownHistory, firstReadAt: 120_000, isAcknowledged: true },
      events: [read(30_000)],
    },
  ];
  for (const { name, before, askedAt = 2000, rules = countAll, after, events = [] } of rows) {
    it(name, () => assert.deepEqual(decide(before, askedAt, rules), after && { record: after, events }));
  }
});

describe('an open engagement', () => {
  it('waits for an answer, or for a sweep to count the answer that came', () => {
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
