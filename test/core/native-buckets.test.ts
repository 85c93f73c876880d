import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  coarsestSchema,
  emptyNative,
  finestSchema,
  isSameLayout,
  observeNative,
} from '../../src/core/native-buckets.js';
import type { NativeBuckets, NativeLayout } from '../../src/core/native-buckets.js';
import { slowNative } from './slow-native.js';

const schemas = Array.from({ length: finestSchema - coarsestSchema + 1 }, (_, index) => coarsestSchema + index);
const dayMs = 86_400_000;
/** From a millisecond over days and years to the largest whole number that there is. */
const durationMs = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 1000 }),
  fc.nat({ max: 600_000 }),
  fc.nat({ max: 30 * dayMs }),
  fc.nat({ max: Number.MAX_SAFE_INTEGER }),
);
const durations = fc.array(durationMs, { maxLength: 60 });
const layout: fc.Arbitrary<NativeLayout> = fc.record({
  schema: fc.constantFrom(...schemas),
  maxBuckets: fc.integer({ min: 10, max: 40 }),
});

function observed(durationsMs: readonly number[], from: NativeLayout | NativeBuckets): NativeBuckets {
  const empty = 'counts' in from ? from : emptyNative(from);
  return durationsMs.reduce(observeNative, empty);
}

/** The only bucket that is filled after one observation. */
function bucketOf(durationMs: number, schema: number): number | undefined {
  return observeNative(emptyNative({ schema, maxBuckets: 10 }), durationMs).counts[0]?.[0];
}

function sum(counts: NativeBuckets['counts']): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}

/** Whether 2^(index / 256) seconds are at least so long, in whole numbers alone: both sides to the power of 256. */
function isUpTo(durationMs: number, index: number): boolean {
  const power = 2n ** BigInt(Math.abs(index));
  const [bound, value] = [1000n ** 256n, BigInt(durationMs) ** 256n];
  return index < 0 ? value * power <= bound : value <= bound * power;
}

describe('a native bucket', () => {
  // Those powers of two are whole milliseconds; every other bound of a bucket lies between milliseconds.
  const powers = Array.from({ length: 34 }, (_, index) => index - 3);

  for (const schema of schemas) {
    it(`of schema ${schema} ends with its bound, and whatever is longer is in the next`, () => {
      const perPower = 2 ** schema;
      const around = powers.map((power) => {
        const boundMs = 1000 * 2 ** power;
        return [boundMs, boundMs * (1 + 2 ** -40)].map((each) => bucketOf(each, schema));
      });
      // With a schema below 0, only some powers are bounds: the others lie within the bucket of the next one.
      const expected = powers.map((power) => [Math.ceil(power * perPower) + 0, Math.floor(power * perPower) + 1]);
      assert.deepEqual(around, expected);
    });
  }

  it('of the finest schema holds exactly the milliseconds between its bounds, up to 30 days and beyond', () => {
    const indexes = Array.from({ length: 8400 }, (_, index) => index - 2400);
    const lastIn = indexes.map((index) => {
      let ms = Math.floor(1000 * 2 ** (index / 256)) + 1;
      while (!isUpTo(ms, index)) ms -= 1;
      return ms;
    });
    const found = lastIn.map((ms, at) => {
      const index = indexes[at] ?? NaN;
      const [last, next] = [bucketOf(ms, finestSchema) ?? NaN, bucketOf(ms + 1, finestSchema) ?? NaN];
      return last <= index && next > index;
    });
    assert.deepEqual(
      { days: Math.floor((lastIn.at(-1) ?? 0) / dayMs) > 60, found: new Set(found) },
      { days: true, found: new Set([true]) },
    );
  });

  it('never holds 0, which is counted by itself', () => {
    const buckets = observed([0, 0, 1000], { schema: 3, maxBuckets: 10 });
    assert.deepEqual(buckets, {
      layout: { schema: 3, maxBuckets: 10 },
      schema: 3,
      zeroCount: 2,
      counts: [[0, 1]],
    });
  });

  it('has an index that survives being written as JSON', () => {
    const buckets = observed([600, 900, 1000], { schema: 0, maxBuckets: 10 });
    assert.deepEqual(JSON.parse(JSON.stringify(buckets)), buckets);
  });
});

describe('native buckets', () => {
  it('hold every observation between the bounds of its bucket, merged or not', () => {
    fc.assert(
      fc.property(durations, layout, (durationsMs, laidOut) => {
        const { schema, counts, zeroCount } = observed(durationsMs, laidOut);
        const within = counts.map(([index]) => {
          const [above, upTo] = [index - 1, index].map((each) => 2 ** (each / 2 ** schema)) as [number, number];
          return durationsMs.filter((each) => each / 1000 > above && each / 1000 <= upTo).length;
        });
        assert.deepEqual(
          { counts: counts.map(([, count]) => count), zeroCount },
          { counts: within, zeroCount: durationsMs.filter((each) => each === 0).length },
        );
      }),
    );
  });

  it('count each observation once, rise, and are no more than may be', () => {
    fc.assert(
      fc.property(durations, layout, (durationsMs, laidOut) => {
        const { counts, zeroCount } = observed(durationsMs, laidOut);
        const indexes = counts.map(([index]) => index);
        assert.deepEqual(
          { total: sum(counts) + zeroCount, isFew: counts.length <= laidOut.maxBuckets, indexes },
          { total: durationsMs.length, isFew: true, indexes: [...new Set(indexes)].sort((a, b) => a - b) },
        );
      }),
    );
  });

  it('are those of the finest schema in which all observations fit, in whichever order and portions they come', () => {
    const drawn = fc.array(fc.tuple(durationMs, fc.nat()), { maxLength: 60 });
    fc.assert(
      fc.property(drawn, layout, fc.nat({ max: 60 }), (all, laidOut, cut) => {
        const inOrder = all.map(([each]) => each);
        const shuffled = all.toSorted(([, a], [, b]) => a - b).map(([each]) => each);
        const inPortions = observed(shuffled.slice(cut), observed(shuffled.slice(0, cut), laidOut));
        const expected = slowNative(inOrder, laidOut);
        assert.deepEqual([observed(inOrder, laidOut), inPortions], [expected, expected]);
      }),
      { numRuns: 300 },
    );
  });

  it('stay at the coarsest schema, however few there may be', () => {
    const { schema, counts } = observed([1, 1000, Number.MAX_SAFE_INTEGER], { schema: 8, maxBuckets: 1 });
    assert.deepEqual(
      { schema, counts },
      {
        schema: coarsestSchema,
        counts: [
          [0, 2],
          [3, 1],
        ],
      },
    );
  });
});

describe('the layout of native buckets', () => {
  it('is the same when the schema and the number of buckets are', () => {
    const one = { schema: 3, maxBuckets: 160 };
    const others = [{ ...one }, { ...one, schema: 4 }, { ...one, maxBuckets: 161 }];
    assert.deepEqual(
      others.map((other) => isSameLayout(one, other)),
      [true, false, false],
    );
  });
});
