import { unitOf } from './family.js';
import type { Family, HistogramSample, NumberSample, SampleExemplar } from './family.js';
import type { Format } from './format.js';
import { escapeQuoted, labelPairs, line, textParts, withBound } from './text-lines.js';

export interface OpenMetricsOptions {
  /** Whether `_created` lines are written. */
  readonly createdSamples: boolean;
}

/** OpenMetrics 1.0.0, text (prometheus.io, OpenMetrics 1.0). It knows no native histograms. */
export function openMetricsFormat({ createdSamples }: OpenMetricsOptions): Format<string> {
  const createdLines = (name: string, pairs: string, createdAt: number | undefined) =>
    createdSamples && createdAt !== undefined ? [line(`${name}_created`, pairs, createdAt / 1000)] : [];

  const numberLines = ({ name, type }: Family, { labels, value, createdAt, exemplar }: NumberSample) => {
    const pairs = labelPairs(labels);
    const own = `${line(name, pairs, value)}${exemplarText(exemplar)}`;
    return type === 'counter' ? [own, ...createdLines(familyName({ name, type }), pairs, createdAt)] : [own];
  };

  const histogramLines = ({ name }: Family, sample: HistogramSample) => {
    const { labels, bounds, cumulativeCounts, exemplars, sum, createdAt } = sample;
    const pairs = labelPairs(labels);
    const buckets = cumulativeCounts.map((count, index) => {
      const bound = canonicalNumber(bounds[index] ?? Infinity);
      return `${line(`${name}_bucket`, withBound(pairs, bound), count)}${exemplarText(exemplars?.[index])}`;
    });
    return [
      ...buckets,
      line(`${name}_sum`, pairs, sum),
      line(`${name}_count`, pairs, cumulativeCounts.at(-1) ?? 0),
      ...createdLines(name, pairs, createdAt),
    ];
  };

  return {
    ...textParts,
    mediaTypes: ['application/openmetrics-text; version=1.0.0; charset=utf-8'],
    head: (family) => {
      const name = familyName(family);
      const unit = unitOf(family);
      return [
        `# HELP ${name} ${escapeQuoted(family.help)}`,
        `# TYPE ${name} ${family.type}`,
        ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
        '',
      ].join('\n');
    },
    sample: (family, sample) =>
      [...('bounds' in sample ? histogramLines(family, sample) : numberLines(family, sample)), ''].join('\n'),
    end: '# EOF\n',
  };
}

/** What OpenMetrics calls a family: `_total` belongs to the samples of a counter, not to its name. */
export function familyName({ name, type }: Pick<Family, 'name' | 'type'>): string {
  return type === 'counter' ? name.replace(/_total$/, '') : name;
}

function exemplarText(exemplar: SampleExemplar | undefined): string {
  if (exemplar === undefined) return '';
  return ` # {${labelPairs(exemplar.labels)}} ${exemplar.value} ${exemplar.at / 1000}`;
}

/** A bucket's bound, of which each has one way to be written: as Go's %g does, with at least one decimal. */
function canonicalNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
