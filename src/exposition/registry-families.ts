import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { Family, HistogramSample, Labels, NumberSample } from './family.js';

type RegistryMetric = MetricObjectWithValues<MetricValue<string>>;
type RegistryValue = RegistryMetric['values'][number] & { readonly metricName?: string };

/** Reads what prom-client has held since `createdAt`, epoch milliseconds, as families. */
export async function readRegistry(registry: Registry, createdAt: number): Promise<Family[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map((metric) => toFamily(metric, createdAt));
}

function toFamily(metric: RegistryMetric, createdAt: number): Family {
  const { name, help } = metric;
  // prom-client's typings say that this is an enum's number; it is the type's name.
  const type = String(metric.type);
  if (type === 'histogram') {
    const samples = toHistogramSamples(name, metric.values);
    return { name, help, type, blocks: [samples.map((sample) => ({ ...sample, createdAt }))] };
  }
  if (type === 'counter') {
    return { name, help, type, blocks: [metric.values.map((value) => ({ ...toSample(value), createdAt }))] };
  }
  if (type === 'gauge') return { name, help, type, blocks: [metric.values.map(toSample)] };
  throw new Error(`${name} is a ${type}, which no writer knows`);
}

function toSample({ labels, value }: RegistryValue): NumberSample {
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
