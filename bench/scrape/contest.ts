import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant, Contestants } from './contestants.js';
import type { Reading } from './probed-process.js';
import { scrapeOn } from './scraper.js';
import type { Request } from './scraper.js';

const rounds = 5;
const windowMs = 1200;
const connections = 4;

export type Stalls = Pick<Reading, 'longestStallMs' | 'longestOwnStallMs'>;

/** One stretch of scrapes of one server. */
export interface Heat extends Stalls {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytes: number;
}

export const names = ['ours', 'bare', 'promClient'] as const;
export type Name = (typeof names)[number];

export interface Contest {
  /** By server, one a round. */
  readonly heats: Readonly<Record<Name, readonly Heat[]>>;
  /** The exporter's in as many stretches in which nobody scrapes. */
  readonly quiet: readonly Stalls[];
}

export type What = Omit<Request, 'url'>;

/** Scrapes the servers in turns, so that what else the machine does befalls them alike. */
export async function compete(contestants: Contestants, what: What): Promise<Contest> {
  const heats: Record<Name, Heat[]> = { ours: [], bare: [], promClient: [] };
  const quiet: Stalls[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      heats[name].push(await heat(contestants[name], what));
    const { reading } = await contestants.ours.process.watch(() => sleep(windowMs));
    quiet.push(reading);
  }
  return { heats, quiet };
}

/** One stretch; it is no part of it that a server gets warm. */
export async function heat({ url, process }: Contestant, what: What): Promise<Heat> {
  await scrapeOn(connections, { url, ...what }, windowMs / 8);
  const { result, reading } = await process.watch(() => scrapeOn(connections, { url, ...what }, windowMs));
  const sorted = result.latenciesMs.toSorted((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return {
    perSecond: (1000 * sorted.length) / result.durationMs,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    longestStallMs: reading.longestStallMs,
    longestOwnStallMs: reading.longestOwnStallMs,
    bytes: result.bytes,
  };
}

/** The middle one; of an even number, the upper of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** How many times as many scrapes per second one server answers as another, in the middle of the rounds. */
export function ratio({ heats }: Contest, name: Name, other: Name): number {
  return median(heats[name].map(({ perSecond }, round) => perSecond / (heats[other][round]?.perSecond ?? NaN)));
}
