import assert from 'node:assert/strict';
import { withLayout } from '../../src/core/totals.js';
import type { BucketLayout, DurationName } from '../../src/core/totals.js';
import { slowDuration, slowTotals } from './slow-totals.js';
import { layout, on, totals } from './stories.js';

const before = totals({
  pagesSent: [on('p', 1)],
  pagesDelivered: [on('p', 2, 1)],
  pagesAcknowledged: [on('p', 3, 2)],
  engagementsAcknowledged: [on('p', 4, 3)],
});
const now = 9000;
const all = ['deliveryDuration', 'acknowledgeDuration', 'engagementAcknowledgeDuration'] as const;

/** The totals with these histograms begun anew. */
function begunAnew(names: readonly DurationName[], { deliverySeconds, acknowledgeSeconds, native }: BucketLayout) {
  const empty = (name: DurationName) => {
    const bounds = name === 'deliveryDuration' ? deliverySeconds : acknowledgeSeconds;
    return { ...slowDuration([], bounds, native), restartedAt: now };
  };
  return { ...before, ...Object.fromEntries(names.map((name) => [name, empty(name)])) };
}

describe('changed buckets', () => {
  const { native } = layout;
  const rows: readonly (readonly [string, Partial<BucketLayout>, readonly DurationName[]])[] = [
    ['of deliveries restart that histogram alone', { deliverySeconds: [1, 20] }, ['deliveryDuration']],
    [
      'of acknowledgements restart those two histograms alone',
      { acknowledgeSeconds: [60] },
      ['acknowledgeDuration', 'engagementAcknowledgeDuration'],
    ],
    ['with a bound more restart their histogram', { deliverySeconds: [1, 10, 100] }, ['deliveryDuration']],
    ['with a bound less restart their histogram', { deliverySeconds: [1] }, ['deliveryDuration']],
    ['of another schema restart all histograms', { native: { ...native, schema: 2 } }, all],
    ['of which there may be more restart all histograms', { native: { ...native, maxBuckets: 161 } }, all],
  ];
  for (const [name, changed, restarted] of rows) {
    it(`${name}, and keep every count`, () => {
      const changedLayout = { ...layout, ...changed };
      assert.deepEqual(withLayout(before, changedLayout, now), begunAnew(restarted, changedLayout));
    });
  }

  it('that are the same change nothing', () => {
    assert.equal(withLayout(before, structuredClone(layout), now), before);
  });

  it('are still the same after native buckets were merged', () => {
    const narrow = { ...layout, native: { schema: 3, maxBuckets: 1 } };
    const merged = slowTotals({ pagesDelivered: [on('p', 1, 100), on('p', 2, 90_000)] }, narrow);
    assert.deepEqual(
      [merged.deliveryDuration.native.schema < 3, withLayout(merged, narrow, now) === merged],
      [true, true],
    );
  });

  it('restart again, with a new time, when they change again', () => {
    const first = { ...layout, deliverySeconds: [1] };
    const second = { ...layout, deliverySeconds: [2] };
    const twice = withLayout(withLayout(before, first, 5000), second, now);
    assert.deepEqual(twice, begunAnew(['deliveryDuration'], second));
  });
});
