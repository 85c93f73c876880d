import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PageEvent } from '../../src/core/event.js';
import { count, observe } from '../../src/core/totals.js';
import type { CounterName } from '../../src/core/totals.js';
import { slowDuration, slowTotals } from './slow-totals.js';
import { happens, layout, on, totals } from './stories.js';

const zeros = totals();

describe('totals', () => {
  const rows: readonly (readonly [PageEvent, CounterName])[] = [
    [happens('sent', 5), 'pagesSent'],
    [happens('resent', 5), 'pagesResent'],
    [happens('unanswered', 5), 'pagesUnanswered'],
    [happens('engaged', 5), 'engagements'],
    [happens('delivered', 5), 'pagesDelivered'],
    [happens('acknowledged', 5), 'pagesAcknowledged'],
    [happens('delivered', 5, 1500), 'pagesDelivered'],
    [happens('acknowledged', 5, 700_000), 'pagesAcknowledged'],
    [happens('engagementAcknowledged', 5, 0), 'engagementsAcknowledged'],
  ];
  for (const [event, counter] of rows) {
    const { kind, ...others } = event;
    const durationMs = 'durationMs' in others ? others.durationMs : undefined;
    it(`count ${kind}${durationMs === undefined ? '' : ` after ${durationMs} ms`} and nothing else`, () =>
      assert.deepEqual(count(zeros, [event]), totals({ [counter]: [on('p', 5, durationMs)] })));
  }

  it('go on without a new exemplar where the ledger is older than the event', () => {
    const nameless: PageEvent[] = [{ kind: 'engaged' }, { kind: 'engagementAcknowledged', durationMs: 3000 }];
    const named = [happens('engaged', 5), happens('engagementAcknowledged', 6, 2000)];
    const { engagements, engagementsAcknowledged, engagementAcknowledgeDuration, ...others } = totals({
      engagements: [on('p', 5), on('p', 5)],
      engagementsAcknowledged: [on('p', 6, 3000), on('p', 6, 2000)],
    });
    assert.deepEqual(
      [count(zeros, nameless).exemplars, count(zeros, [...named, ...nameless])],
      [{}, { ...others, engagements, engagementsAcknowledged, engagementAcknowledgeDuration }],
    );
  });

  it('show the latest event of each counter and of each bucket, whichever was counted last', () => {
    const times: readonly (readonly [at: number, durationMs: number])[] = [
      [50, 500],
      [70, 400],
      [60, 300],
      [40, 5000],
      [30, 6000],
    ];
    const { exemplars, deliveryDuration } = count(
      zeros,
      times.map(([at, durationMs]) => happens('delivered', at, durationMs)),
    );
    assert.deepEqual(
      { exemplars, ofBuckets: deliveryDuration.exemplars },
      { exemplars: { pagesDelivered: on('p', 70) }, ofBuckets: [on('p', 70, 400), on('p', 40, 5000), null] },
    );
  });

  it('are the same in whichever order and portions events come, when each has its own time', () => {
    const drawn = fc.array(fc.tuple(fc.constantFrom(...rows), fc.nat()));
    // So few native buckets that they are merged.
    const narrow = { ...layout, native: { schema: 3, maxBuckets: 1 } };
    fc.assert(
      fc.property(drawn, fc.nat(), (all, cut) => {
        const timed = all.map(([[event, counter], place], at) => {
          const durationMs = 'durationMs' in event ? event.durationMs : undefined;
          return {
            event: { ...event, exemplar: on(`p${at}`, at) },
            counter,
            place,
            told: on(`p${at}`, at, durationMs),
          };
        });
        const shuffled = timed.toSorted((a, b) => a.place - b.place).map(({ event }) => event);
        const toldOf = (counter: CounterName) =>
          timed.filter((each) => each.counter === counter).map(({ told }) => told);
        const happenings = Object.fromEntries(timed.map(({ counter }) => [counter, toldOf(counter)]));
        const [first, second] = [shuffled.slice(0, cut), shuffled.slice(cut)];
        assert.deepEqual(count(count(slowTotals({}, narrow), first), second), slowTotals(happenings, narrow));
      }),
    );
  });
});

describe('a duration', () => {
  it('belongs to the lowest bucket whose bound it does not exceed', () => {
    const empty = slowDuration([], [0.5, 1, 10], layout.native);
    const bucketOf = (durationMs: number) => observe(empty, durationMs).counts.indexOf(1);
    assert.deepEqual([0, 500, 501, 1000, 1001, 10_000, 10_001].map(bucketOf), [0, 0, 1, 1, 2, 2, 3]);
  });

  it('belongs to the bucket of a bound to the millisecond, which times 1000 is not whole', () => {
    const bounds = [1.001, 1.005, 4.035, 8.07];
    const bucketOf = (durationMs: number) =>
      observe(slowDuration([], bounds, layout.native), durationMs).counts.indexOf(1);
    assert.deepEqual([1001, 1002, 1005, 1006, 4035, 4036, 8070, 8071].map(bucketOf), [0, 1, 1, 2, 2, 3, 3, 4]);
  });

  it('is counted once and added in whole milliseconds, whatever it is', () => {
    const durations = fc.array(fc.nat({ max: 2_000_000 }));
    fc.assert(
      fc.property(durations, (durationsMs) => {
        const observed = durationsMs.reduce(
          (before, durationMs, at) => observe(before, durationMs, on('p', at)),
          zeros.acknowledgeDuration,
        );
        const happenings = durationsMs.map((durationMs, at) => on('p', at, durationMs));
        assert.deepEqual(observed, slowDuration(happenings, layout.acknowledgeSeconds, layout.native));
      }),
    );
  });
});
