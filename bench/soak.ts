/**
 * A busy day of an account in minutes: some two thousand incidents, contacts that leave and come back, storms of every
 * fault now and then, and scrapes in all formats, against the built exporter in a process of its own. Prints how much that
 * process holds on to as time goes by, and ends with exit code 1 when anything grows in the second half, when a counter is
 * wrong at the end, or when the process does not end cleanly.
 *
 * Run it with `npm run soak`; SOAK_MINUTES (4) and SOAK_SEED change how long and which day.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../src/simulator/server.js';
import { numbersOf } from '../test/e2e/numbers.js';
import { startProbed } from '../test/e2e/probed.js';
import type { ProbedExporter } from '../test/e2e/probed.js';
import type { Series } from '../test/e2e/scrape.js';
import { swept } from '../test/e2e/sweeps.js';
import { configFor, targetFor } from '../test/e2e/target.js';
import { watchTotals } from '../test/e2e/totals-watch.js';
import { judge } from './soak/flatness.js';
import { createLife } from './soak/life.js';
import type { Life } from './soak/life.js';
import { measure, measures } from './soak/measures.js';
import type { Row } from './soak/measures.js';

const minutes = Number(process.env['SOAK_MINUTES'] ?? 4);
const seed = process.env['SOAK_SEED'] ?? String(Date.now() % 1_000_000);
const rowCount = 24;
const startMs = 5000;
const unreadWindowMs = 4000;
/** How long a page that was sent last needs until nothing more becomes of it that is checked. */
const settleMs = 15_000;
const accepted = [
  'text/plain',
  'application/openmetrics-text',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
];

const from = Date.now() + startMs;
const to = from + minutes * 60_000;
console.log(`${minutes} minutes, SOAK_SEED=${seed}`);
const directory = await mkdtemp(join(tmpdir(), 'soak-'));
const life = createLife({ seed, from, to });
const simulator = await startSimulator({ world: life.world, quotas: 'none', seed, emptyPageShare: 0.05 });
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await simulator.close();
  await rm(directory, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const ledgerPath = join(directory, 'ledger');
  const file = join(directory, 'config.yaml');
  await writeFile(file, JSON.stringify(configOf(ledgerPath)));
  const exporter = await startProbed([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0']);
  const over = new AbortController();
  const watch = watchTotals(() => exporter.scrape());
  const background = [life.live(simulator, over.signal), scrapeAll(exporter, over.signal)];
  try {
    const rows = await rowsOf(exporter, ledgerPath);
    over.abort();
    await Promise.all(background);
    await sleep(settleMs);
    const persons = life.stories.contacts.filter(({ type }) => type === 'PERSONAL');
    const wrong = wrongCounts(await swept(exporter, persons), life);
    await watch.stop();
    const { code } = await exporter.end();
    const problems = [...judged(rows), ...wrong, ...watch.falls, ...(code === 0 ? [] : [`exit code ${code}`])];
    for (const problem of problems) console.log(`PROBLEM: ${problem}`);
    return problems.length === 0;
  } finally {
    over.abort();
    await watch.stop();
    await exporter.end('SIGKILL');
  }
}

function configOf(ledgerPath: string): object {
  const config = configFor(simulator, ledgerPath, {
    poll: { unreadWindow: `${unreadWindowMs}ms`, requestTimeout: '500ms', fullSweepInterval: '10s' },
    ledger: { retention: '20s' },
    // What is followed is remembered for this long: it must be short beside the soak.
    activity: { lookback: '5s' },
  });
  const discover = { enabled: true, refresh: '500ms' };
  return { ...config, targets: [{ ...targetFor(simulator), contacts: [], discover }] };
}

async function rowsOf(exporter: ProbedExporter, ledgerPath: string): Promise<Row[]> {
  const rows: Row[] = [];
  console.log(line(['s', 'sweeps', ...measures.map(({ title }) => title)]));
  for (let index = 1; index <= rowCount; index += 1) {
    const at = from + ((to - from) * index) / rowCount;
    await sleep(Math.max(0, at - Date.now()));
    const row = await measure(exporter, ledgerPath, { seconds: (at - from) / 1000, before: rows.at(-1) });
    rows.push(row);
    const cells = measures.map(({ of, digits }) => of(row).toFixed(digits));
    console.log(line([row.seconds.toFixed(0), String(row.sweeps), ...cells]));
  }
  return rows;
}

function judged(rows: readonly Row[]): string[] {
  const verdicts = judge(rows, measures);
  console.log(line(['', 'growth', ...verdicts.map(({ growth }) => growth.toFixed(1))]));
  console.log(line(['', 'allowed', ...verdicts.map(({ mayGrow }) => mayGrow.toFixed(1))]));
  return verdicts
    .filter(({ isFlat }) => !isFlat)
    .map(({ title, growth, mayGrow }) => `${title} grew by ${growth.toFixed(1)}, more than ${mayGrow}`);
}

/**
 * What of the counters is not as the account's own stories tell it. A delivery or an answer that comes later than the
 * retention is not counted, so that those are left out.
 */
function wrongCounts(series: Series, { stories }: Life): string[] {
  return stories.contacts
    .filter(({ type }) => type === 'PERSONAL')
    .flatMap((contact) => {
      const pages = stories.pages.filter(({ contactArn }) => contactArn === contact.arn);
      const late = pages.filter(({ sends, readAt = Infinity }) => readAt - sends[0] > unreadWindowMs);
      const { sent, unanswered, engagements, unread } = numbersOf(series, contact);
      const truth = {
        sent: pages.length,
        unanswered: late.length,
        engagements: new Set(pages.map(({ engagementArn }) => engagementArn)).size,
        unread: 0,
      };
      const counted = { sent, unanswered, engagements, unread };
      const [shown, expected] = [JSON.stringify(counted), JSON.stringify(truth)];
      return shown === expected ? [] : [`${contact.alias}: counted ${shown}, but it was ${expected}`];
    });
}

async function scrapeAll({ url }: ProbedExporter, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    const accept = accepted[turn % accepted.length] ?? '';
    const encoding = turn % 2 === 0 ? 'gzip' : 'identity';
    const response = await fetch(`${url}/metrics`, { headers: { accept, 'accept-encoding': encoding } });
    await response.arrayBuffer();
    await sleep(200);
  }
}

function line(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(index === 0 ? 5 : 13)).join('');
}
