import { setTimeout as sleep } from 'node:timers/promises';
import { ofContacts } from './scrape.js';
import type { Series } from './scrape.js';

/** Looks at every counter of every contact all the time, across restarts, and notes each one that falls. */
export interface TotalsWatch {
  readonly falls: readonly string[];
  /** How many scrapes have been looked at. */
  readonly looks: number;
  stop(): Promise<void>;
}

const pauseMs = 50;

/** Starts watching; `scrape` may fail while nothing listens. */
export function watchTotals(scrape: () => Promise<Series>): TotalsWatch {
  const highest = new Map<string, number>();
  const falls: string[] = [];
  let looks = 0;
  const over = new AbortController();

  const look = (series: Series) => {
    looks += 1;
    for (const [key, value] of Object.entries(ofContacts(series)).filter(([key]) => isTotal(key))) {
      const before = highest.get(key) ?? 0;
      if (value < before) falls.push(`${key} fell from ${before} to ${value}`);
      highest.set(key, Math.max(before, value));
    }
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      const series = await scrape().catch(() => undefined);
      if (series !== undefined) look(series);
      await sleep(pauseMs);
    }
  })();
  return {
    falls,
    get looks() {
      return looks;
    },
    stop() {
      over.abort();
      return watching;
    },
  };
}

/** Whether a series is one that only ever rises. */
export function isTotal(key: string): boolean {
  return /^\w+_(total|bucket|sum|count)(\{|$)/.test(key);
}
