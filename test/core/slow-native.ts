import type { NativeBuckets, NativeLayout } from '../../src/core/native-buckets.js';

const coarsest = -4;
/** Below every duration that tests observe: 2^-11 s is less than a millisecond. */
const lowestPower = -11;

/** The bucket of a duration, found by trying one upper bound after another. */
export function slowIndex(durationMs: number, schema: number): number {
  let index = Math.floor(lowestPower * 2 ** schema);
  while (durationMs / 1000 > 2 ** (index / 2 ** schema)) index += 1;
  return index;
}

function slowCounts(durationsMs: readonly number[], schema: number): [index: number, count: number][] {
  const counts = new Map<number, number>();
  const indexes = new Map([...new Set(durationsMs)].map((each) => [each, slowIndex(each, schema)]));
  for (const each of durationsMs) {
    const index = indexes.get(each) ?? NaN;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** The native buckets of all of these durations at once: of the finest schema in which they fit. */
export function slowNative(durationsMs: readonly number[], layout: NativeLayout): NativeBuckets {
  const above0 = durationsMs.filter((each) => each > 0);
  const zeroCount = durationsMs.length - above0.length;
  let { schema } = layout;
  let counts = slowCounts(above0, schema);
  while (counts.length > layout.maxBuckets && schema > coarsest) {
    schema -= 1;
    counts = slowCounts(above0, schema);
  }
  return { layout, schema, zeroCount, counts };
}
