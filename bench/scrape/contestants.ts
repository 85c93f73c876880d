import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import type { Releases } from '../../src/releases.js';
import { readSeries } from '../../test/e2e/scrape.js';
import { liftedQuotas } from '../../test/e2e/target.js';
import { ProbedProcess } from './probed-process.js';
import type { Reading } from './probed-process.js';
import { scrapeOnce } from './scraper.js';
import type { Scrapes } from './scraper.js';
import { contentType } from './serve.js';

/** A server, and the process that it is. */
export interface Contestant {
  readonly url: string;
  readonly process: ProbedProcess;
}

export interface FirstScrape {
  readonly result: Scrapes;
  readonly reading: Reading;
}

/** The exporter while it sweeps, and two other servers that show what it showed when they were started. */
export interface Contestants {
  readonly ours: Contestant;
  readonly bare: Contestant;
  readonly promClient: Contestant;
  /** The exporter's first scrape of all, and what it was before that. */
  readonly first: FirstScrape;
  readonly unscraped: Reading;
  /** Of the text that all three show. */
  readonly lines: number;
}

/** Starts everything for an account of so many contacts; `releases` ends it. */
export async function startContestants(contacts: number, releases: Releases): Promise<Contestants> {
  const path = await mkdtemp(join(tmpdir(), 'bench-scrape-'));
  releases.use('directory', path, () => rm(path, { recursive: true }));
  const run = (started: ProbedProcess) => releases.use('process', started, (ended) => ended.end());

  const ours = await startExporter(contacts, path, run);
  const { reading: unscraped } = await ours.process.watch(() => Promise.resolve());
  const first = await ours.process.watch(() => scrapeOnce({ url: ours.url, accept: contentType, encoding: 'gzip' }));
  const [text, compressed] = [await download(ours.url, 'identity'), await download(ours.url, 'gzip')];
  const files = [join(path, 'metrics.txt'), join(path, 'metrics.txt.gz')] as const;
  await writeFile(files[0], text);
  await writeFile(files[1], compressed);

  const bare = await listening(run(ProbedProcess.ofBench('bare-server.ts', files)));
  const promClient = await listening(run(ProbedProcess.ofBench('prom-client-server.ts', files)));
  const rendered = await download(promClient.url, 'identity');
  if (!isDeepStrictEqual(readSeries(rendered.toString()), readSeries(text.toString()))) {
    throw new Error('prom-client shows something else than the exporter');
  }
  return { ours, bare, promClient, first, unscraped, lines: text.toString().split('\n').length - 1 };
}

export type Run = (started: ProbedProcess) => ProbedProcess;

/** Sweeps every contact once without quotas, to fill the ledger, and then starts the daemon at AWS's default quotas. */
export async function startExporter(contacts: number, path: string, run: Run): Promise<Contestant> {
  const simulator = await listening(run(ProbedProcess.ofBench('simulator.ts', [String(contacts)])));
  const target = { name: 'bench', region: 'us-east-2', endpoint: simulator.url, discover: { enabled: true } };
  const config = {
    targets: [target],
    web: { listenAddress: '127.0.0.1:0' },
    // So short that the quota alone decides when a contact is swept, however few they are: sweeps never pause.
    poll: { interval: '1s' },
    ledger: { path: join(path, 'ledger'), history: 'count' },
  };
  const file = join(path, 'config.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ ...config, quotas: liftedQuotas }));
  await run(ProbedProcess.ofBuild('main.js', ['once', `--config.file=${file}`])).success();
  await fetch(`${simulator.url}/simulator/quotas`, { method: 'PUT', body: '"default"' });

  await writeFile(file, JSON.stringify(config));
  const exporter = run(ProbedProcess.ofBuild('main.js', ['serve', `--config.file=${file}`]));
  await exporter.logged('contacts discovered');
  return listening(exporter);
}

async function listening(process: ProbedProcess): Promise<Contestant> {
  return { url: await process.listening(), process };
}

/** The bytes of a scrape as they are sent. */
async function download(url: string, encoding: 'identity' | 'gzip'): Promise<Buffer> {
  const headers = { Accept: contentType, 'Accept-Encoding': encoding };
  const request = get(`${url}/metrics`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return buffer(response);
}
