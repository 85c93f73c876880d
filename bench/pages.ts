/**
 * For how long the status pages hold up everything else, while the exporter sweeps at AWS's default quotas: beside scrapes, which
 * are asked for in the same way. Each is asked for alone, more than a second after the one before, so that nothing is there yet.
 * A stall is the longest time for which the event loop did not turn, without the time for which the process was ready to go on
 * and other processes had the CPUs.
 *
 * Run it with `npm run bench:pages [-- --contacts=N]`. Builds first. Ends with status 1 when a page holds up more than a scrape.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Releases } from '../src/releases.js';
import { median } from './scrape/contest.js';
import { startExporter } from './scrape/contestants.js';
import type { Contestant } from './scrape/contestants.js';

const paths = ['/metrics', '/', '/status', '/status?rows=all', '/status?q=a&sort=age&rows=all', '/api/v1/status'];
const rounds = 15;
/** The first ones are slower: the code is not compiled yet. */
const warmUps = 3;
/** Longer than a status is kept. */
const gapMs = 1100;
/** A page may hold up so much more than a scrape, for the clock is no finer. */
const slackMs = 1;

interface Look {
  readonly stallMs: number;
  readonly latencyMs: number;
  readonly bytes: number;
}

const { values } = parseArgs({ options: { contacts: { type: 'string' } } });

execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], { stdio: 'inherit' });
const releases = new Releases();
try {
  const contacts = Number(values.contacts ?? 1000);
  const directory = await mkdtemp(join(tmpdir(), 'bench-pages-'));
  releases.use('directory', directory, () => rm(directory, { recursive: true }));
  const exporter = await startExporter(contacts, directory, (started) =>
    releases.use('process', started, (ended) => ended.end()),
  );
  await measure(contacts, exporter);
} finally {
  await releases.releaseAll();
}

async function measure(contacts: number, exporter: Contestant): Promise<void> {
  const looks = new Map<string, Look[]>(paths.map((path) => [path, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const path of paths) {
      const seen = await look(exporter, path);
      if (round >= 0) looks.get(path)?.push(seen);
      await sleep(gapMs);
    }
  }
  console.log(`${contacts} contacts, ${rounds} looks each, gzip: own stall (median, longest), latency (median), size`);
  for (const [path, seen] of looks) {
    const stalls = seen.map(({ stallMs }) => stallMs);
    const latency = median(seen.map(({ latencyMs }) => latencyMs));
    const texts = [
      `${median(stalls).toFixed(1)} ms`,
      `${Math.max(...stalls).toFixed(1)} ms`,
      `${latency.toFixed(0)} ms`,
    ];
    console.log(`${path.padEnd(32)} ${texts.join(', ')}, ${((seen[0]?.bytes ?? 0) / 1024).toFixed(0)} KiB`);
  }
  const stallOf = (path: string) => median((looks.get(path) ?? []).map(({ stallMs }) => stallMs));
  const missed = paths.filter((path) => stallOf(path) > stallOf('/metrics') + slackMs);
  console.log(missed.length === 0 ? 'no page holds up more than a scrape' : `MISSED: ${missed.join(', ')}`);
  if (missed.length > 0) process.exitCode = 1;
}

async function look({ url, process: watched }: Contestant, path: string): Promise<Look> {
  const { result, reading } = await watched.watch(async () => {
    const begun = performance.now();
    const response = await fetch(url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    const { byteLength } = await response.arrayBuffer();
    return { latencyMs: performance.now() - begun, bytes: byteLength };
  });
  return { ...result, stallMs: reading.longestOwnStallMs };
}
