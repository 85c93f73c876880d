import type { NativeBuckets } from '../core/native-buckets.js';

/** Label names and values in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

/** One event behind a value. */
export interface SampleExemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface NumberSample {
  readonly labels: Labels;
  readonly value: number;
  /** When a counter was last 0, epoch milliseconds. */
  readonly createdAt?: number;
  readonly exemplar?: SampleExemplar;
}

export interface HistogramSample {
  readonly labels: Labels;
  /** Upper bounds, rising, without +Inf. */
  readonly bounds: readonly number[];
  /** Observations up to each bound, cumulative; one more than there are bounds, the last being all of them. */
  readonly cumulativeCounts: readonly number[];
  /** By bucket, as far as there are any. */
  readonly exemplars?: readonly (SampleExemplar | undefined)[];
  readonly sum: number;
  /** When it was last empty, epoch milliseconds. */
  readonly createdAt?: number;
  /** The same observations in exponential buckets. */
  readonly native?: NativeBuckets;
}

export type Sample = NumberSample | HistogramSample;

/** Samples that are written together. One that has not changed is the same object from scrape to scrape. */
export type Block = readonly Sample[];

/** A metric family, whatever the format it is written in. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly blocks: readonly Block[];
}

/** The unit that a name ends in, before the suffix of counters; undefined when it has none. */
export function unitOf({ name }: Pick<Family, 'name'>): string | undefined {
  return /_(seconds|bytes)(?:_total)?$/.exec(name)?.[1];
}
