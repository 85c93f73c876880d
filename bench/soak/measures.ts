import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbedExporter, Sample } from '../../test/e2e/probed.js';
import type { Measure } from './flatness.js';

export interface Row extends Sample {
  readonly seconds: number;
  /** Bytes of all files of the ledger. */
  readonly ledgerBytes: number;
  readonly ledgerPages: number;
  readonly sweeps: number;
  /** Processor time for each sweep since the row before, milliseconds. */
  readonly cpuPerSweepMs: number;
}

const mebibyte = 2 ** 20;

/**
 * What must be flat. The heap is what is left after a collection: 2 MiB more over two minutes, in which some 10,000 sweeps are
 * made, are about 200 bytes each. LevelDB writes a log of up to 4 MiB before it tidies up. How late the event loop is depends
 * on what else the machine has to do; what a sweep costs the processor does so less.
 */
export const measures: readonly Measure<Row>[] = [
  { title: 'heap MiB', of: ({ heapUsed }) => heapUsed / mebibyte, mayGrow: 2, digits: 1 },
  { title: 'buffers MiB', of: ({ external }) => external / mebibyte, mayGrow: 2, digits: 1 },
  { title: 'RSS MiB', of: ({ rss }) => rss / mebibyte, mayGrow: 24, digits: 0 },
  { title: 'ledger MiB', of: ({ ledgerBytes }) => ledgerBytes / mebibyte, mayGrow: 4, digits: 1 },
  { title: 'pages', of: ({ ledgerPages }) => ledgerPages, mayGrow: 300, digits: 0 },
  { title: 'descriptors', of: ({ descriptors = 0 }) => descriptors, mayGrow: 10, digits: 0 },
  { title: 'handles', of: ({ handles }) => handles, mayGrow: 20, digits: 0 },
  { title: 'CPU/sweep ms', of: ({ cpuPerSweepMs }) => cpuPerSweepMs, mayGrow: 4, digits: 1 },
  { title: 'delay p99 ms', of: ({ p99Ms }) => p99Ms, mayGrow: 100, digits: 0 },
  { title: 'delay max ms', of: ({ maxMs }) => maxMs, mayGrow: 500, digits: 0 },
];

/** Takes one row, `seconds` after the beginning, of what has happened since the one before. */
export async function measure(
  exporter: ProbedExporter,
  ledgerPath: string,
  { seconds, before }: { readonly seconds: number; readonly before: Row | undefined },
): Promise<Row> {
  const series = await exporter.scrape();
  const sample = await exporter.sample();
  const sweeps = series['ssm_contacts_exporter_polls_total{target="simulated"}'] ?? NaN;
  return {
    ...sample,
    seconds,
    sweeps,
    cpuPerSweepMs: (sample.cpuMs - (before?.cpuMs ?? 0)) / (sweeps - (before?.sweeps ?? 0)),
    ledgerBytes: await bytesIn(ledgerPath),
    ledgerPages: series['ssm_contacts_exporter_ledger_pages'] ?? NaN,
  };
}

/** A file may go while the directory is read: LevelDB tidies up. */
async function bytesIn(directory: string): Promise<number> {
  const sizes = (await readdir(directory)).map((name) =>
    stat(join(directory, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
