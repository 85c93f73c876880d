import { setTimeout as sleep } from 'node:timers/promises';
import type { PageStory } from '../../src/simulator/world/story.js';
import { labelsOf } from '../e2e/expected-metrics.js';
import type { Exporter } from '../e2e/exporter-process.js';
import { seriesOf } from '../e2e/scrape.js';
import type { Series } from '../e2e/scrape.js';

/** The counters that are watched, and when their events happen; epoch milliseconds. */
const counters: Readonly<Record<string, (page: PageStory) => readonly (number | undefined)[]>> = {
  ssm_contacts_pages_sent_total: ({ sends }) => [sends[0]],
  ssm_contacts_pages_resent_total: ({ sends }) => sends.slice(1),
  ssm_contacts_pages_delivered_total: ({ sends, deliveredAt }) => [deliveredAt && Math.max(sends[0], deliveredAt)],
  ssm_contacts_pages_acknowledged_total: ({ readAt }) => [readAt],
};

const scrapeEveryMs = 250;

interface Scrape {
  readonly at: number;
  readonly series: Series;
}

/** Scrapes an exporter again and again, and tells how long after each event a scrape first showed it. */
export class LagWatch {
  readonly #scrapes: Scrape[] = [];

  /** Scrapes until `end`, epoch milliseconds. */
  async watch(exporter: Pick<Exporter, 'scrape'>, end: number): Promise<void> {
    while (Date.now() < end) {
      const series = await exporter.scrape();
      this.#scrapes.push({ at: Date.now(), series: onlyCounters(series) });
      await sleep(scrapeEveryMs);
    }
  }

  /**
   * The lags of all that happened until `until` (epoch milliseconds), in seconds, rising; Infinity for what never showed.
   * The n-th event of a counter has been counted when the counter shows n.
   */
  lags(pages: readonly PageStory[], until: number): number[] {
    const contactArns = [...new Set(pages.map(({ contactArn }) => contactArn))];
    const lags = contactArns.flatMap((arn) => {
      const own = pages.filter(({ contactArn }) => contactArn === arn);
      const labels = labelsOf({ arn, alias: arn.slice(arn.lastIndexOf('/') + 1) });
      return Object.entries(counters).flatMap(([name, timesOf]) => {
        const times = own.flatMap((page) => timesOf(page).filter((at) => at !== undefined && at < until));
        return this.#lagsOf(seriesOf(name, labels), times as number[]);
      });
    });
    return lags.toSorted((a, b) => a - b);
  }

  #lagsOf(series: string, times: readonly number[]): number[] {
    const rising = times.toSorted((a, b) => a - b);
    return rising.map((happenedAt, index) => {
      const shown = this.#scrapes.find((scrape) => (scrape.series[series] ?? 0) > index);
      return ((shown?.at ?? Infinity) - happenedAt) / 1000;
    });
  }
}

function onlyCounters(series: Series): Series {
  const names = Object.keys(counters);
  return Object.fromEntries(Object.entries(series).filter(([key]) => names.some((name) => key.startsWith(name))));
}
