import type { PageStory } from '../../src/simulator/world/story.js';
import type { ContactTruth, Truth } from '../../src/simulator/world/truth.js';
import { unansweredAfterMs } from './demo.js';
import type { PrometheusApi, Series } from './prometheus-api.js';

/** What is compared: a series of the exporter, and what it has to be. Sums in whole milliseconds. */
const compared: readonly (readonly [series: string, of: (truth: ContactTruth) => number])[] = [
  ['pages_sent_total', ({ sent }) => sent],
  ['pages_resent_total', ({ resent }) => resent],
  ['pages_delivered_total', ({ delivered }) => delivered],
  ['pages_acknowledged_total', ({ acknowledged }) => acknowledged],
  ['pages_unanswered_total', ({ unanswered = NaN }) => unanswered],
  ['engagements_total', ({ engagements }) => engagements],
  ['engagements_acknowledged_total', ({ engagementsAcknowledged }) => engagementsAcknowledged],
  ['page_acknowledge_duration_seconds_count', ({ acknowledgeMs }) => acknowledgeMs.length],
  ['page_acknowledge_duration_seconds_sum', ({ acknowledgeMs }) => acknowledgeMs.reduce((sum, each) => sum + each, 0)],
];

/** By series. */
export type Counts = Readonly<Record<string, number>>;

export function countsOf(contact: ContactTruth): Counts {
  return Object.fromEntries(compared.map(([series, of]) => [series, of(contact)]));
}

/**
 * The least that may be counted of `truth`. While a day is replayed in seconds, two sends of a page may come between two
 * polls: the first is never seen then, no re-send counts, and duration and age begin at the last send. `replayOverAt` is
 * when that ends, `pages` are those of the contact, times in epoch milliseconds.
 */
export function leastOf(
  truth: Counts,
  {
    pages,
    at,
    replayOverAt,
  }: { readonly pages: readonly PageStory[]; readonly at: number; readonly replayOverAt: number },
): Counts {
  const replayed = pages.filter(({ sends }) => sends[0] < replayOverAt);
  const unseenMs = replayed.map(({ sends, readAt = Infinity }) => {
    const last = sends.findLast((send) => send <= readAt) ?? sends[0];
    return readAt <= at ? last - sends[0] : 0;
  });
  const unseenSends = replayed.map(({ sends }) => sends.filter((send) => send < replayOverAt).length - 1);
  const unseenExpiries = replayed.map(({ sends, readAt = Infinity }) => {
    const until = Math.min(readAt, at);
    const last = sends.findLast((send) => send <= until) ?? sends[0];
    return until - sends[0] > unansweredAfterMs && until - last <= unansweredAfterMs ? 1 : 0;
  });
  const less = (series: string, unseen: readonly number[]) => ({
    [series]: (truth[series] ?? NaN) - unseen.reduce((sum, each) => sum + each, 0),
  });
  return {
    ...truth,
    ...less('page_acknowledge_duration_seconds_sum', unseenMs),
    ...less('pages_resent_total', unseenSends),
    ...less('pages_unanswered_total', unseenExpiries),
  };
}

export interface Stored {
  /** When the latest sample was taken, epoch milliseconds. */
  readonly at: number;
  /** By contact ARN. */
  readonly counts: Readonly<Record<string, Counts>>;
}

/**
 * What Prometheus says has been counted since its first sample, by `increase()`, plus what that sample showed already.
 * Asked at the time of the last sample, over the time since the first one, there is nothing to extrapolate.
 */
export async function storedIn(prometheus: PrometheusApi): Promise<Stored> {
  const names = compared.map(([series]) => `ssm_contacts_${series}`);
  const raw = await prometheus.query(`{__name__=~"${names.join('|')}"}[1h]`);
  const times = new Set(raw.flatMap(({ samples }) => [samples.at(0)?.[0] ?? NaN, samples.at(-1)?.[0] ?? NaN]));
  const [first, at] = [Math.min(...times), Math.max(...times)];
  if (times.size !== 2) throw new Error(`all series begin with one scrape and end with another: ${[...times].join()}`);
  const counts: Record<string, Record<string, number>> = {};
  for (const { labels, samples } of raw) {
    (counts[arnOf(labels)] ??= {})[labels['__name__'] ?? ''] = samples[0]?.[1] ?? NaN;
  }
  for (const name of names) {
    for (const { labels, samples } of await prometheus.query(`increase(${name}[${at - first}ms])`, at)) {
      const counted = counts[arnOf(labels)];
      if (counted !== undefined) counted[name] = (counted[name] ?? NaN) + (samples[0]?.[1] ?? NaN);
    }
  }
  return { at, counts: mapValues(counts, toCounts) };
}

/** By the series' short names, in the order in which they are compared. */
function toCounts(byName: Readonly<Record<string, number>>): Counts {
  const entries = compared.map(([series]) => {
    const value = byName[`ssm_contacts_${series}`] ?? NaN;
    return [series, series.endsWith('_seconds_sum') ? Math.round(value * 1000) : value] as const;
  });
  return Object.fromEntries(entries);
}

function arnOf({ contact = '', aws_account_id: account = '', aws_region: region = '' }: Series['labels']): string {
  return `arn:aws:ssm-contacts:${region}:${account}:contact/${contact}`;
}

/** The true counts of every contact. */
export function truthsOf({ contacts }: Truth): Readonly<Record<string, Counts>> {
  return mapValues(contacts, countsOf);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
