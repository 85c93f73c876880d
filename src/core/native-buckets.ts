/** How the native buckets of a histogram are laid out when it begins. */
export interface NativeLayout {
  /** Each power of two is divided into 2^schema buckets; -4 to 8 (prometheus.io, Native Histograms, Schema). */
  readonly schema: number;
  /** When more buckets than this are filled, they are merged in pairs: the schema falls by one. */
  readonly maxBuckets: number;
}

/** The exponential buckets of a native histogram as data. */
export interface NativeBuckets {
  /** The layout that it began with. */
  readonly layout: NativeLayout;
  /** The schema in force: that of the layout, or less after buckets were merged. */
  readonly schema: number;
  /** Observations of exactly 0. */
  readonly zeroCount: number;
  /** Filled buckets by rising index. Bucket i holds seconds above 2^((i-1) / 2^schema), up to 2^(i / 2^schema). */
  readonly counts: readonly (readonly [index: number, count: number])[];
}

export const coarsestSchema = -4;
export const finestSchema = 8;

export function emptyNative(layout: NativeLayout): NativeBuckets {
  return { layout, schema: layout.schema, zeroCount: 0, counts: [] };
}

/** Adds one duration, in milliseconds. */
export function observeNative(buckets: NativeBuckets, durationMs: number): NativeBuckets {
  if (durationMs === 0) return { ...buckets, zeroCount: buckets.zeroCount + 1 };
  const index = indexOf(durationMs / 1000, buckets.schema);
  const position = buckets.counts.findIndex(([known]) => known >= index);
  const at = position === -1 ? buckets.counts.length : position;
  const known = buckets.counts[at];
  const counts =
    known?.[0] === index
      ? buckets.counts.with(at, [index, known[1] + 1])
      : buckets.counts.toSpliced(at, 0, [index, 1] as const);
  return fitted({ ...buckets, counts });
}

/** Whether both were laid out alike, so that one can go on as the other. */
export function isSameLayout(a: NativeLayout, b: NativeLayout): boolean {
  return a.schema === b.schema && a.maxBuckets === b.maxBuckets;
}

function indexOf(seconds: number, schema: number): number {
  return ceiling(Math.log2(seconds) * 2 ** schema);
}

/** Never -0, which the ledger would give back as 0. */
function ceiling(value: number): number {
  return Math.ceil(value) + 0;
}

/** Merging loses resolution, but no observation: every bucket is half of exactly one that is twice as wide. */
function fitted(buckets: NativeBuckets): NativeBuckets {
  const { layout, schema, counts } = buckets;
  if (counts.length <= layout.maxBuckets || schema === coarsestSchema) return buckets;
  const merged: [number, number][] = [];
  for (const [index, count] of counts) {
    const wider = ceiling(index / 2);
    const last = merged.at(-1);
    if (last?.[0] === wider) last[1] += count;
    else merged.push([wider, count]);
  }
  return fitted({ ...buckets, schema: schema - 1, counts: merged });
}
