/**
 * How fast scrapes are answered, and for how long they hold up everything else, while the exporter sweeps at AWS's default
 * quotas: beside a bare node:http server that sends the same bytes, and beside prom-client with the same metrics. Each is a
 * process of its own, scraped on four connections; the figures are medians of five rounds in which they take turns. A stall
 * is the longest time in a round for which the event loop did not turn; its own part is what is left without the time for
 * which the process was ready to go on and other processes had the CPUs. The bar for stalls is for that part.
 *
 * Run it with `npm run bench:scrape [-- --contacts=N]`. Builds first. Ends with status 1 when a bar is missed.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Releases } from '../src/releases.js';
import { compete, heat, median, ratio } from './scrape/contest.js';
import type { Contest, What } from './scrape/contest.js';
import { startContestants } from './scrape/contestants.js';
import type { Contestants } from './scrape/contestants.js';
import { printContest, printHead, printHeats, printTitles } from './scrape/report.js';
import { contentType } from './scrape/serve.js';

/** What must hold from so many contacts on. */
const bars = { contacts: 1000, ofBare: 0.8, ofPromClient: 10, stallMs: 10 };

const encodings = ['identity', 'gzip'] as const;
const otherFormats = {
  OpenMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

const { values } = parseArgs({ options: { contacts: { type: 'string', multiple: true } } });

execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], { stdio: 'inherit' });
for (const contacts of values.contacts?.map(Number) ?? [10, 100, 1000]) {
  const releases = new Releases();
  try {
    await measure(contacts, await startContestants(contacts, releases));
  } finally {
    await releases.releaseAll();
  }
}

async function measure(contacts: number, contestants: Contestants): Promise<void> {
  printHead(contacts, contestants);
  for (const encoding of encodings) {
    const contest = await compete(contestants, { accept: contentType, encoding });
    printContest(encoding, contest);
    if (contacts >= bars.contacts) judge(contest);
  }
  if (contacts >= bars.contacts) await measureOtherFormats(contestants);
  const { reading } = await contestants.ours.process.watch(() => Promise.resolve());
  const [before, after, end] = [contestants.unscraped, contestants.first.reading, reading].map(
    ({ residentBytes }) => residentBytes / 2 ** 20,
  );
  console.log(
    `resident memory: ${before?.toFixed(0)} MiB before the first scrape, ${after?.toFixed(0)} MiB after it, ${end?.toFixed(0)} MiB in the end`,
  );
}

function judge(contest: Contest): void {
  const stallMs = median(contest.heats.ours.map(({ longestOwnStallMs }) => longestOwnStallMs));
  const passed = [
    ratio(contest, 'ours', 'bare') >= bars.ofBare,
    ratio(contest, 'ours', 'promClient') >= bars.ofPromClient,
    stallMs <= bars.stallMs,
  ];
  const bar = (text: string, index: number) => `${text}: ${passed[index] === true ? 'met' : 'MISSED'}`;
  const texts = [
    `${bars.ofBare} of bare`,
    `${bars.ofPromClient} × prom-client`,
    `own stalls of ${bars.stallMs} ms at most`,
  ];
  console.log(`bars: ${texts.map(bar).join(', ')}`);
  if (passed.includes(false)) process.exitCode = 1;
}

async function measureOtherFormats({ ours }: Contestants): Promise<void> {
  printTitles('other formats, ours');
  for (const [name, accept] of Object.entries(otherFormats)) {
    for (const encoding of encodings) {
      const what: What = { accept, encoding };
      printHeats(`${name}, ${encoding}`, [await heat(ours, what), await heat(ours, what), await heat(ours, what)]);
    }
  }
}
