import type { Family, HistogramSample, Sample } from './family.js';
import type { Format } from './format.js';
import { escapeLine, labelPairs, line, textParts, withBound, writeNumber } from './text-lines.js';

/** Prometheus's text format 0.0.4 (prometheus.io, Exposition formats). It knows no exemplars and no native histograms. */
export const textFormat: Format<string> = {
  ...textParts,
  // Version 1.0.0 differs in names that must be quoted, of which there are none.
  mediaTypes: ['text/plain; version=0.0.4; charset=utf-8', 'text/plain; version=1.0.0; charset=utf-8'],
  head: ({ name, help, type }) => `# HELP ${name} ${escapeLine(help)}\n# TYPE ${name} ${type}\n`,
  sample: ({ name }: Family, sample: Sample) =>
    'bounds' in sample ? histogramLines(name, sample) : `${line(name, labelPairs(sample.labels), sample.value)}\n`,
  end: '',
};

function histogramLines(name: string, { labels, bounds, cumulativeCounts, sum }: HistogramSample): string {
  const pairs = labelPairs(labels);
  const buckets = cumulativeCounts.map((count, index) =>
    line(`${name}_bucket`, withBound(pairs, writeNumber(bounds[index] ?? Infinity)), count),
  );
  const total = line(`${name}_count`, pairs, cumulativeCounts.at(-1) ?? 0);
  return [...buckets, line(`${name}_sum`, pairs, sum), total, ''].join('\n');
}
