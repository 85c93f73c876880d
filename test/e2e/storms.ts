import assert from 'node:assert/strict';
import type { ProbedExporter, Sample } from './probed.js';
import { startProbed } from './probed.js';
import type { Document, TestBed } from './test-bed.js';
import { waitUntil } from './wait.js';

/** On how many of all requests faults fall. */
export const stormShare = 0.3;

/** Names the accounts, and where the faults fall. */
export const seed = process.env['E2E_SEED'] ?? String(Date.now() % 1_000_000);

/** How long a storm lasts, milliseconds: short in CI; by hand, minutes: `E2E_STORM_SECONDS=300`. */
export function stormMs(usualSeconds: number): number {
  return Number(process.env['E2E_STORM_SECONDS'] ?? usualSeconds) * 1000;
}

/** How many pages an answer has at most: so few that listings have many answers, and not more of them in a long storm. */
export function scraps(pages: number, lastsMs: number): number {
  return Math.max(pages, Math.round(lastsMs / 10_000));
}

/** Starts the daemon on a free port, with a probe of what it holds on to. */
export async function startWithProbe(bed: TestBed, document: Document): Promise<ProbedExporter> {
  const file = await bed.write(document);
  return startProbed([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'], bed.spawn);
}

/** Has faults come, and pass after `forMs` milliseconds. Returns what the exporter holds on to half-way and at the end. */
export async function weather(
  exporter: ProbedExporter,
  forMs: number,
  storm: { readonly begin: () => void; readonly end: () => void },
): Promise<readonly Sample[]> {
  const begunAt = Date.now();
  storm.begin();
  await waitUntil(begunAt + forMs / 2);
  const half = await exporter.sample();
  await waitUntil(begunAt + forMs);
  const end = await exporter.sample();
  storm.end();
  return [half, end];
}

const mebibyte = 2 ** 20;
const allowedMiB = 4;

/** Says how much the heap was after collection, and that it has not grown. */
export function assertFlat(samples: readonly Sample[]): void {
  const [half = NaN, end = NaN] = samples.map(({ heapUsed }) => heapUsed / mebibyte);
  console.log(`      heap ${half.toFixed(1)} MiB half-way, then ${end.toFixed(1)} MiB`);
  assert.ok(end - half < allowedMiB, `the heap after collection has grown from ${half} to ${end} MiB`);
}
