import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ReadFamily, ReadSample } from './read-families.js';

/** What prom-client keeps of a histogram's label set; its counts are not cumulative. */
interface Kept {
  bucketValues: Record<string, number>;
  sum: number;
  count: number;
}

/** Registers a family with the values that were read. */
export function fill(registry: Registry, family: ReadFamily): void {
  const { name, help, type, samples } = family;
  const names = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  names.delete('le');
  const options = { name, help, labelNames: [...names], registers: [registry] };
  if (type === 'counter') {
    const counter = new Counter(options);
    for (const { labels, value } of samples) counter.inc(labels, value);
  } else if (type === 'gauge') {
    const gauge = new Gauge(options);
    for (const { labels, value } of samples) gauge.set(labels, value);
  } else if (type === 'histogram') {
    fillHistogram(new Histogram({ ...options, buckets: boundsOf(samples) }), family);
  } else throw new Error(`${name} is a ${type}, which nobody expects here`);
}

function boundsOf(samples: readonly ReadSample[]): number[] {
  const bounds = new Set(samples.flatMap(({ labels: { le } }) => (le === undefined ? [] : Number(le))));
  return [...bounds].filter((bound) => Number.isFinite(bound));
}

/** The buckets of a label set, then its sum and count, come one after the other, the buckets rising. */
function fillHistogram(histogram: Histogram, { name, samples }: ReadFamily): void {
  let kept: Kept | undefined;
  let below = 0;
  for (const { name: sampleName, labels, value } of samples) {
    const { le, ...others } = labels;
    if (kept === undefined) {
      kept = keep(histogram, others);
      below = 0;
    }
    if (sampleName === `${name}_bucket` && le !== '+Inf') kept.bucketValues[String(Number(le))] = value - below;
    if (sampleName === `${name}_bucket`) below = value;
    if (sampleName === `${name}_sum`) kept.sum = value;
    if (sampleName !== `${name}_count`) continue;
    kept.count = value;
    kept = undefined;
  }
}

/** Begins a label set. prom-client takes observations only, from which no sum could be made that is the same. */
function keep(histogram: Histogram, labels: ReadSample['labels']): Kept {
  histogram.zero(labels);
  const { hashMap } = histogram as unknown as { readonly hashMap: Readonly<Record<string, Kept>> };
  const kept = Object.values(hashMap).at(-1);
  if (kept === undefined) throw new Error('prom-client keeps its histograms otherwise than expected');
  return kept;
}
