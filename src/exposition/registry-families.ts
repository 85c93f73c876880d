import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { Family, HistogramSample, Labels, Sample } from './family.js';

type RegistryMetric = MetricObjectWithValues<MetricValue<string>>;
type RegistryValue = RegistryMetric['values'][number] & { readonly metricName?: string };

/** Reads what prom-client holds, as families. */
export async function readRegistry(registry: Registry): Promise<Family[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map(toFamily);
}

function toFamily(metric: RegistryMetric): Family {
  const { name, help } = metric;
  // prom-client's typings say that this is an enum's number; it is the type's name.
  const type = String(metric.type);
  if (type === 'histogram') return { name, help, type, samples: toHistogramSamples(name, metric.values) };
  if (type === 'counter' || type === 'gauge') return { name, help, type, samples: metric.values.map(toSample) };
  throw new Error(`${name} is a ${type}, which no writer knows`);
}

function toSample({ labels, value }: RegistryValue): Sample {
  return { labels: toLabels(labels), value };
}

/** prom-client lists the buckets, the sum and the count of one label set as values of their own, buckets rising. */
function toHistogramSamples(name: string, values: readonly RegistryValue[]): HistogramSample[] {
  const samples = new Map<string, { labels: Labels; bounds: number[]; cumulativeCounts: number[]; sum: number }>();
  for (const { metricName, labels, value } of values) {
    const { le, ...rest } = toLabels(labels);
    const key = JSON.stringify(rest);
    const sample = samples.get(key) ?? { labels: rest, bounds: [], cumulativeCounts: [], sum: 0 };
    samples.set(key, sample);
    if (metricName === `${name}_sum`) sample.sum = value;
    if (le === undefined) continue;
    sample.cumulativeCounts.push(value);
    if (le !== '+Inf') sample.bounds.push(Number(le));
  }
  return [...samples.values()];
}

function toLabels(labels: Partial<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}
