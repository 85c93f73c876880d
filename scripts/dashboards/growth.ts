/** How far back is looked for the last sample before a gap: a downtime of up to so long hides nothing. */
const lookback = '6h';

/**
 * How much a counter of contacts has grown since `ago`, in whole numbers and for each of its series. Not by increase(), which
 * extrapolates, and does not see what was sent while nothing was scraped. Such a counter outlives restarts; where it begins
 * anew all the same, because the ledger was lost, what it shows first is not counted.
 */
export function growthSince(counter: string, ago: string): string {
  return `clamp_min(${counter} - last_over_time(${counter}[${lookback}] offset ${ago}), 0)`;
}

/** How much counters of contacts grew in each stretch of a graph. */
export function growthOf(counter: string, by = ''): string {
  return `${sumBy(by)} (${growthSince(counter, '$__interval')})`;
}

/**
 * The same for a counter that begins at 0 with the process. Exact where Grafana knows the scrape interval: $__rate_interval
 * is by one scrape longer than a stretch, which is what rate() needs to see each growth once.
 */
export function countOf(counter: string, by = ''): string {
  return `${sumBy(by)} (rate(${counter}[$__rate_interval])) * $__interval_ms / 1000`;
}

function sumBy(labels: string): string {
  return labels === '' ? 'sum' : `sum by (${labels})`;
}
