import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyNative, observeNative } from '../../src/core/native-buckets.js';
import type { NativeBuckets } from '../../src/core/native-buckets.js';
import { protobufFormat } from '../../src/exposition/protobuf.js';
import { family, readProtobuf, written } from './written.js';

interface ReadSpan {
  readonly offset: number;
  readonly length: number;
}

interface ReadHistogram {
  readonly schema?: number;
  readonly zeroThreshold?: number;
  readonly zeroCount?: number;
  readonly positiveSpan?: readonly ReadSpan[];
  readonly positiveDelta?: readonly number[];
}

async function readBack(native: NativeBuckets): Promise<ReadHistogram> {
  const sample = { labels: {}, bounds: [], cumulativeCounts: [0], sum: 0, native };
  const [read] = readProtobuf(await written(protobufFormat, [family('histogram', 'h', sample)]));
  return (read as { metric: { histogram: ReadHistogram }[] }).metric[0]?.histogram ?? {};
}

/** Follows spans and deltas as client_model describes them. */
function bucketsOf({ positiveSpan = [], positiveDelta = [] }: ReadHistogram): [number, number][] {
  let index = 0;
  let count = 0;
  let position = 0;
  return positiveSpan.flatMap(({ offset, length }) => {
    index += offset;
    return Array.from({ length }, (): [number, number] => {
      count += positiveDelta[position++] ?? NaN;
      return [index++, count];
    });
  });
}

describe('the protobuf format', () => {
  it('is served as delimited messages of client_model', () => {
    assert.deepEqual(protobufFormat.mediaTypes, [
      'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
    ]);
  });

  it('holds counters and gauges with every label, exemplar and beginning', async () => {
    const hostile = 'a"\\\n🚒';
    const bytes = await written(protobufFormat, [
      family('counter', 'c_seconds_total', {
        labels: { a: hostile, b: '' },
        value: 2 ** 53,
        createdAt: 1_747_731_600_058,
        exemplar: { labels: { page_id: hostile }, value: 1, at: 1500.25 },
      }),
      family('gauge', 'none'),
      family('gauge', 'g', { labels: {}, value: -0.5 }, { labels: {}, value: NaN }),
    ]);
    assert.deepEqual(readProtobuf(bytes), [
      {
        name: 'c_seconds_total',
        help: 'The c_seconds_total.',
        type: 'COUNTER',
        unit: 'seconds',
        metric: [
          {
            label: [
              { name: 'a', value: hostile },
              { name: 'b', value: '' },
            ],
            counter: {
              value: 2 ** 53,
              exemplar: {
                label: [{ name: 'page_id', value: hostile }],
                value: 1,
                timestamp: { seconds: 1, nanos: 500_250_000 },
              },
              createdTimestamp: { seconds: 1_747_731_600, nanos: 58_000_000 },
            },
          },
        ],
      },
      { name: 'g', help: 'The g.', type: 'GAUGE', metric: [{ gauge: { value: -0.5 } }, { gauge: { value: NaN } }] },
    ]);
  });

  it('holds classic buckets up to +Inf with their exemplars', async () => {
    const sample = {
      labels: {},
      bounds: [0.5],
      cumulativeCounts: [1, 300],
      sum: 12.25,
      exemplars: [undefined, { labels: { page_id: 'p' }, value: 3, at: 1000 }],
    };
    const [read] = readProtobuf(await written(protobufFormat, [family('histogram', 'h', sample)]));
    const exemplar = { label: [{ name: 'page_id', value: 'p' }], value: 3, timestamp: { seconds: 1, nanos: 0 } };
    assert.deepEqual((read as { metric: unknown }).metric, [
      {
        histogram: {
          sampleCount: 300,
          sampleSum: 12.25,
          bucket: [
            { cumulativeCount: 1, upperBound: 0.5 },
            { cumulativeCount: 300, upperBound: Infinity, exemplar },
          ],
        },
      },
    ]);
  });

  it('has an empty native histogram known as one', async () => {
    assert.deepEqual(await readBack(emptyNative({ schema: 3, maxBuckets: 160 })), {
      sampleCount: 0,
      sampleSum: 0,
      bucket: [{ cumulativeCount: 0, upperBound: Infinity }],
      schema: 3,
      zeroThreshold: 2 ** -128,
      zeroCount: 0,
      positiveSpan: [{ offset: 0, length: 0 }],
    });
  });

  it('repeats the exemplars for the native histogram, in the order of their times', async () => {
    const exemplar = (at: number) => ({ labels: { page_id: `p${at}` }, value: 1, at });
    const sample = {
      labels: {},
      bounds: [1, 2],
      cumulativeCounts: [1, 1, 2],
      sum: 1,
      exemplars: [exemplar(7000), undefined, exemplar(3000)],
      native: emptyNative({ schema: 3, maxBuckets: 160 }),
    };
    const [read] = readProtobuf(await written(protobufFormat, [family('histogram', 'h', sample)]));
    const { metric } = read as { metric: { histogram: { exemplars: { timestamp: { seconds: number } }[] } }[] };
    assert.deepEqual(
      metric[0]?.histogram.exemplars.map(({ timestamp }) => timestamp.seconds),
      [3, 7],
    );
  });

  it('loses no native bucket, whatever lies between them', async () => {
    const durations = fc.array(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 1e10 })), { minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(durations, fc.integer({ min: -4, max: 8 }), async (durationsMs, schema) => {
        const native = durationsMs.reduce(observeNative, emptyNative({ schema, maxBuckets: 160 }));
        const read = await readBack(native);
        const buckets = bucketsOf(read);
        assert.deepEqual(
          [read.schema, read.zeroCount, buckets],
          [native.schema, native.zeroCount, native.counts.map(([index, count]) => [index, count])],
        );
      }),
    );
  });
});
