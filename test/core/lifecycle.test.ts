import assert from 'node:assert/strict';
import { advance, isOpen, lastSentTimeOf, sentTimeOf } from '../../src/core/lifecycle.js';
import type { CountingRules, PageRecord } from '../../src/core/lifecycle.js';
import type { PageEvent } from '../../src/core/event.js';
import type { ListedPage } from '../../src/core/page.js';
import { akua, arns, countAll, diego, fromSecond100, happens, known, listed } from './stories.js';

interface Step {
  readonly name: string;
  readonly before?: PageRecord;
  readonly shows: Partial<ListedPage>;
  readonly rules?: CountingRules;
  /** Undefined when the listing tells nothing. */
  readonly after?: PageRecord;
  readonly events?: readonly PageEvent[];
}

function itAdvances({ name, before, shows, rules = countAll, after, events = [] }: Step): void {
  it(name, () => {
    const decision = advance(before, listed(shows), { contactArn: akua, rules });
    assert.deepEqual(decision, after && { record: after, events });
  });
}

const sentAt1 = known({ firstSentAt: 1000, lastSentAt: 1000 });

describe('a listed page, compared with what is known', () => {
  const steps: readonly Step[] = [
    { name: 'is sent when it is new', shows: { sentAt: 1000 }, after: sentAt1, events: [happens('sent', 1000)] },
    {
      name: 'is everything at once when it is new and finished',
      shows: { sentAt: 1000, deliveredAt: 3000, readAt: 9000 },
      after: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 3000, readAt: 9000 }),
      events: [happens('sent', 1000), happens('delivered', 3000, 2000), happens('acknowledged', 9000, 8000)],
    },
    { name: 'tells nothing when nothing has changed', before: sentAt1, shows: { sentAt: 1000 } },
    { name: 'tells nothing without any time', shows: {} },
    {
      name: 'is resent when its SentTime has moved on, and keeps its first',
      before: sentAt1,
      shows: { sentAt: 5000 },
      after: known({ firstSentAt: 1000, lastSentAt: 5000 }),
      events: [happens('resent', 5000)],
    },
    {
      name: 'is not resent when its SentTime has moved back',
      before: known({ firstSentAt: 1000, lastSentAt: 5000 }),
      shows: { sentAt: 4000 },
    },
    {
      name: 'is delivered and read for as long as since its first SentTime',
      before: known({ firstSentAt: 1000, lastSentAt: 5000 }),
      shows: { sentAt: 5000, deliveredAt: 6000, readAt: 7000 },
      after: known({ firstSentAt: 1000, lastSentAt: 5000, deliveredAt: 6000, readAt: 7000 }),
      events: [happens('delivered', 6000, 5000), happens('acknowledged', 7000, 6000)],
    },
    {
      name: 'is read without having been delivered',
      before: sentAt1,
      shows: { sentAt: 1000, readAt: 4000 },
      after: known({ firstSentAt: 1000, lastSentAt: 1000, readAt: 4000 }),
      events: [happens('acknowledged', 4000, 3000)],
    },
    {
      name: 'is delivered after it was read',
      before: known({ firstSentAt: 1000, lastSentAt: 1000, readAt: 4000 }),
      shows: { sentAt: 1000, deliveredAt: 6000, readAt: 4000 },
      after: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 6000, readAt: 4000 }),
      events: [happens('delivered', 6000, 5000)],
    },
    {
      name: 'takes 0 when it was delivered and read before it was sent',
      before: known({ firstSentAt: 9000, lastSentAt: 9000 }),
      shows: { sentAt: 9000, deliveredAt: 8999, readAt: 5000 },
      after: known({ firstSentAt: 9000, lastSentAt: 9000, deliveredAt: 8999, readAt: 5000 }),
      events: [happens('delivered', 8999, 0), happens('acknowledged', 5000, 0)],
    },
    {
      name: 'has no durations while it shows no SentTime',
      shows: { deliveredAt: 3000, readAt: 4000 },
      after: known({ deliveredAt: 3000, readAt: 4000 }),
      events: [happens('sent', 3000), happens('delivered', 3000), happens('acknowledged', 4000)],
    },
    {
      name: 'is neither sent again nor resent by a SentTime that appears after its DeliveryTime',
      before: known({ deliveredAt: 3000 }),
      shows: { sentAt: 1000, deliveredAt: 3000 },
      after: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 3000 }),
    },
    {
      name: 'has a duration again for what follows a SentTime that appeared late',
      before: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 3000 }),
      shows: { sentAt: 1000, deliveredAt: 3000, readAt: 8000 },
      after: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 3000, readAt: 8000 }),
      events: [happens('acknowledged', 8000, 7000)],
    },
    {
      name: 'keeps what a stale listing no longer shows',
      before: known({ firstSentAt: 1000, lastSentAt: 5000, deliveredAt: 6000, readAt: 7000 }),
      shows: { sentAt: 1000 },
    },
    {
      name: 'keeps the first DeliveryTime and ReadTime seen',
      before: known({ firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 6000, readAt: 7000 }),
      shows: { sentAt: 1000, deliveredAt: 6500, readAt: 7500 },
    },
    {
      name: 'stays with the contact that it was first counted for',
      before: known({ contactArn: diego, firstSentAt: 1000, lastSentAt: 1000 }),
      shows: { sentAt: 1000, readAt: 2000 },
      after: known({ contactArn: diego, firstSentAt: 1000, lastSentAt: 1000, readAt: 2000 }),
      events: [happens('acknowledged', 2000, 1000)],
    },
  ];
  steps.forEach(itAdvances);
});

describe('a page sent before counting began', () => {
  const history = known({ firstSentAt: 90_000, lastSentAt: 90_000, isHistory: true });
  const steps: readonly Step[] = [
    { name: 'is not sent', shows: { sentAt: 90_000 }, after: history },
    {
      name: 'is not delivered or read when it was so before counting began',
      shows: { sentAt: 90_000, deliveredAt: 91_000, readAt: 99_999 },
      after: { ...history, deliveredAt: 91_000, readAt: 99_999 },
    },
    {
      name: 'is delivered and read when it was so after counting began, first sight or not',
      shows: { sentAt: 90_000, deliveredAt: 100_000, readAt: 101_000 },
      after: { ...history, deliveredAt: 100_000, readAt: 101_000 },
      events: [happens('delivered', 100_000, 10_000), happens('acknowledged', 101_000, 11_000)],
    },
    {
      name: 'is resent, delivered and read once it is known',
      before: history,
      shows: { sentAt: 110_000, deliveredAt: 111_000, readAt: 112_000 },
      after: { ...history, lastSentAt: 110_000, deliveredAt: 111_000, readAt: 112_000 },
      events: [
        happens('resent', 110_000),
        happens('delivered', 111_000, 21_000),
        happens('acknowledged', 112_000, 22_000),
      ],
    },
    {
      name: 'is judged by its DeliveryTime when it shows no SentTime',
      shows: { deliveredAt: 99_999 },
      after: known({ deliveredAt: 99_999, isHistory: true }),
    },
    {
      name: 'is one sent at the very moment no more',
      shows: { sentAt: 100_000 },
      after: known({ firstSentAt: 100_000, lastSentAt: 100_000 }),
      events: [happens('sent', 100_000)],
    },
  ];
  steps.forEach((step) => itAdvances({ rules: fromSecond100, ...step }));
});

describe('a page older than what is remembered', () => {
  const rules: CountingRules = { ...countAll, forgottenBefore: 50_000 };
  const steps: readonly Step[] = [
    { name: 'tells nothing while it is unknown', shows: { sentAt: 49_999, readAt: 60_000 } },
    { name: 'tells nothing without SentTime when it was delivered before', shows: { deliveredAt: 49_999 } },
    {
      name: 'is one sent at the very moment no more',
      shows: { sentAt: 50_000 },
      after: known({ firstSentAt: 50_000, lastSentAt: 50_000 }),
      events: [happens('sent', 50_000)],
    },
    {
      name: 'goes on when it is known',
      before: sentAt1,
      shows: { sentAt: 1000, readAt: 60_000 },
      after: { ...sentAt1, readAt: 60_000 },
      events: [happens('acknowledged', 60_000, 59_000)],
    },
  ];
  steps.forEach((step) => itAdvances({ rules, ...step }));
});

describe('an incident', () => {
  const [i, j] = ['i', 'j'].map(arns.incident) as [string, string];
  const about = (at: number) => ({ pageId: 'p', incidentId: 'i', at });
  const steps: readonly Step[] = [
    {
      name: 'is kept with its page, and shown by its events',
      shows: { incidentId: i, sentAt: 1000, deliveredAt: 3000, readAt: 9000 },
      after: known({ incidentId: i, firstSentAt: 1000, lastSentAt: 1000, deliveredAt: 3000, readAt: 9000 }),
      events: [
        { kind: 'sent', exemplar: about(1000) },
        { kind: 'delivered', durationMs: 2000, exemplar: about(3000) },
        { kind: 'acknowledged', durationMs: 8000, exemplar: about(9000) },
      ],
    },
    {
      name: 'is kept, and shown by events, when it is named later',
      before: sentAt1,
      shows: { incidentId: i, sentAt: 5000 },
      after: known({ incidentId: i, firstSentAt: 1000, lastSentAt: 5000 }),
      events: [{ kind: 'resent', exemplar: about(5000) }],
    },
    { name: 'is no news by itself', before: sentAt1, shows: { incidentId: i, sentAt: 1000 } },
    {
      name: 'stays the one first named, when another is',
      before: { ...sentAt1, incidentId: i },
      shows: { incidentId: j, sentAt: 1000, readAt: 4000 },
      after: known({ incidentId: i, firstSentAt: 1000, lastSentAt: 1000, readAt: 4000 }),
      events: [{ kind: 'acknowledged', durationMs: 3000, exemplar: about(4000) }],
    },
    {
      name: 'stays when it is named no more',
      before: { ...sentAt1, incidentId: i },
      shows: { sentAt: 1000, readAt: 4000 },
      after: known({ incidentId: i, firstSentAt: 1000, lastSentAt: 1000, readAt: 4000 }),
      events: [{ kind: 'acknowledged', durationMs: 3000, exemplar: about(4000) }],
    },
  ];
  steps.forEach(itAdvances);
});

describe('a page record', () => {
  it('is open until it is read or unanswered, and knows when it was sent as well as it can', () => {
    const records = [
      known(),
      sentAt1,
      known({ deliveredAt: 5 }),
      known({ readAt: 6 }),
      known({ firstSentAt: 3, lastSentAt: 4, deliveredAt: 5, isUnanswered: true }),
    ];
    assert.deepEqual(
      records.map((page) => [isOpen(page), sentTimeOf(page), lastSentTimeOf(page)]),
      [
        [true, undefined, 0],
        [true, 1000, 1000],
        [true, 5, 5],
        [false, 6, 6],
        [false, 3, 4],
      ],
    );
  });
});
