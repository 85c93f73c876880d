export interface QuantileOptions {
  /** Name of a histogram, without a suffix. */
  readonly histogram: string;
  readonly matchers: string;
  /** Between 0 and 1. */
  readonly quantile: number;
  /** The range that observations are taken from. */
  readonly over: string;
  /** Labels to keep. */
  readonly by?: string;
}

/**
 * A quantile from whichever buckets Prometheus has: native ones where there are any, because they are finer, otherwise
 * classic ones. Comparing with 0 leaves out the NaN of a range without observations.
 */
export function quantileOf({ histogram, matchers, quantile, over, by }: QuantileOptions): string {
  const native = `sum${by === undefined ? '' : ` by (${by})`} (rate(${histogram}{${matchers}}[${over}]))`;
  const classic = `sum by (${by === undefined ? '' : `${by}, `}le) (rate(${histogram}_bucket{${matchers}}[${over}]))`;
  return `(
  histogram_quantile(${quantile}, ${native})
or
  histogram_quantile(${quantile}, ${classic})
) >= 0`;
}
