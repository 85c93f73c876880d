import type { PrometheusApi } from './prometheus-api.js';

export const acknowledgeDuration = 'ssm_contacts_page_acknowledge_duration_seconds';

/** The durations of whoever they are of, in seconds: what each is at least, and at most. */
export type Durations = Readonly<Record<string, readonly (readonly [least: number, most: number])[]>>;

/** A quantile beside what it has to lie between. */
export interface QuantileComparison {
  readonly contact: string;
  readonly quantile: number;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

const quantiles = [0.5, 0.9, 0.99];
const everybody = 'everybody';

/**
 * Compares quantiles of native histograms, as Prometheus tells them for `at` (epoch milliseconds), with those of the
 * durations of each contact that has any, and of everybody.
 */
export async function compareQuantiles(
  prometheus: PrometheusApi,
  durations: Durations,
  at: number,
): Promise<QuantileComparison[]> {
  const expected: Durations = { ...durations, [everybody]: Object.values(durations).flat() };
  const comparisons: QuantileComparison[] = [];
  for (const quantile of quantiles) {
    const expressions = [
      `histogram_quantile(${quantile}, ${acknowledgeDuration})`,
      `histogram_quantile(${quantile}, sum(${acknowledgeDuration}))`,
    ];
    for (const expression of expressions) {
      for (const { labels, samples } of await prometheus.query(expression, at)) {
        const { contact = everybody } = labels;
        const known = expected[contact] ?? [];
        const [least, most] = [0, 1].map((end) =>
          exactQuantile(
            quantile,
            known.map((each) => each[end] ?? NaN),
          ),
        );
        // Of nothing there is no quantile.
        const value = samples[0]?.[1] ?? NaN;
        if (known.length === 0 && Number.isNaN(value)) continue;
        comparisons.push({ contact, quantile, value, least: least ?? NaN, most: most ?? NaN });
      }
    }
  }
  return comparisons;
}

/** The comparisons that must be there: each quantile of each contact that has durations, and of everybody. */
export function comparedNames(durations: Durations): string[] {
  const contacts = Object.keys(durations).filter((contact) => (durations[contact]?.length ?? 0) > 0);
  return [...contacts, everybody].flatMap((contact) => quantiles.map((quantile) => `${contact} ${quantile}`)).sort();
}

export function namesOf(comparisons: readonly QuantileComparison[]): string[] {
  return comparisons.map(({ contact, quantile }) => `${contact} ${quantile}`).sort();
}

export function isWithinTenth({ value, least, most }: QuantileComparison): boolean {
  return value >= least * 0.9 && value <= most * 1.1;
}

/**
 * The observation of rank `quantile` times their number, rounded up: the one in whose bucket Prometheus looks for the
 * quantile (prometheus.io, Query functions, histogram_quantile).
 */
function exactQuantile(quantile: number, observations: readonly number[]): number {
  const rising = observations.toSorted((a, b) => a - b);
  return rising[Math.max(0, Math.ceil(quantile * rising.length) - 1)] ?? NaN;
}
