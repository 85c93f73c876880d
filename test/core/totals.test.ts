import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PageEvent } from '../../src/core/event.js';
import { count, observe, withBounds } from '../../src/core/totals.js';
import type { ContactTotals } from '../../src/core/totals.js';
import { bounds, totals } from './stories.js';

const zeros = totals();

describe('totals', () => {
  const rows: readonly (readonly [PageEvent, Partial<ContactTotals>])[] = [
    [{ kind: 'sent' }, { pagesSent: 1 }],
    [{ kind: 'resent' }, { pagesResent: 1 }],
    [{ kind: 'unanswered' }, { pagesUnanswered: 1 }],
    [{ kind: 'engaged' }, { engagements: 1 }],
    [{ kind: 'delivered' }, { pagesDelivered: 1 }],
    [{ kind: 'acknowledged' }, { pagesAcknowledged: 1 }],
    [
      { kind: 'delivered', durationMs: 1500 },
      { pagesDelivered: 1, deliveryDuration: { boundsSeconds: [1, 10], counts: [0, 1, 0], sumMs: 1500 } },
    ],
    [
      { kind: 'acknowledged', durationMs: 700_000 },
      { pagesAcknowledged: 1, acknowledgeDuration: { boundsSeconds: [60, 600], counts: [0, 0, 1], sumMs: 700_000 } },
    ],
    [
      { kind: 'engagementAcknowledged', durationMs: 0 },
      {
        engagementsAcknowledged: 1,
        engagementAcknowledgeDuration: { boundsSeconds: [60, 600], counts: [1, 0, 0], sumMs: 0 },
      },
    ],
  ];
  for (const [event, counted] of rows) {
    it(`count ${JSON.stringify(event)} and nothing else`, () =>
      assert.deepEqual(count(zeros, [event]), totals(counted)));
  }

  it('are the same in whichever order and portions events come', () => {
    const event = fc.constantFrom(...rows.map(([each]) => each));
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat())), fc.nat(), (drawn, cut) => {
        const events = drawn.map(([each]) => each);
        const shuffled = [...drawn].sort(([, a], [, b]) => a - b).map(([each]) => each);
        const [first, second] = [shuffled.slice(0, cut), shuffled.slice(cut)];
        assert.deepEqual(count(count(zeros, first), second), count(zeros, events));
      }),
    );
  });
});

describe('a duration', () => {
  it('belongs to the lowest bucket whose bound it does not exceed', () => {
    const boundsSeconds = [0.5, 1, 10];
    const empty = { boundsSeconds, counts: [0, 0, 0, 0], sumMs: 0 };
    const bucketOf = (durationMs: number) => observe(empty, durationMs).counts.indexOf(1);
    assert.deepEqual([0, 500, 501, 1000, 1001, 10_000, 10_001].map(bucketOf), [0, 0, 1, 1, 2, 2, 3]);
  });

  it('is counted once and added in whole milliseconds, whatever it is', () => {
    const durations = fc.array(fc.nat({ max: 2_000_000 }));
    fc.assert(
      fc.property(durations, (durationsMs) => {
        const { counts, sumMs } = durationsMs.reduce(observe, zeros.acknowledgeDuration);
        const expected = [
          durationsMs.filter((each) => each <= 60_000).length,
          durationsMs.filter((each) => each > 60_000 && each <= 600_000).length,
          durationsMs.filter((each) => each > 600_000).length,
        ];
        assert.deepEqual({ counts, sumMs }, { counts: expected, sumMs: durationsMs.reduce((a, b) => a + b, 0) });
      }),
    );
  });
});

describe('changed bounds', () => {
  const before = count(zeros, [
    { kind: 'sent' },
    { kind: 'delivered', durationMs: 1 },
    { kind: 'acknowledged', durationMs: 2 },
    { kind: 'engagementAcknowledged', durationMs: 3 },
  ]);

  it('restart the delivery histogram alone', () => {
    assert.deepEqual(withBounds(before, { ...bounds, deliverySeconds: [1, 20] }), {
      ...before,
      deliveryDuration: { boundsSeconds: [1, 20], counts: [0, 0, 0], sumMs: 0 },
    });
  });

  it('restart the two histograms of acknowledgement alone', () => {
    const restarted = { boundsSeconds: [60], counts: [0, 0], sumMs: 0 };
    assert.deepEqual(withBounds(before, { ...bounds, acknowledgeSeconds: [60] }), {
      ...before,
      acknowledgeDuration: restarted,
      engagementAcknowledgeDuration: restarted,
    });
  });

  it('that are the same change nothing', () => {
    assert.equal(withBounds(before, { deliverySeconds: [1, 10], acknowledgeSeconds: [60, 600] }), before);
  });
});
