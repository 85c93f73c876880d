/**
 * How long it takes from an event until it is counted, at AWS's default quotas: the exporter's own poller, beside a naive
 * round over all contacts, and beside a clairvoyant that knows at any moment which contact has changed. In two more rows
 * the exporter is never told that an engagement has ended, and has ten times the quotas, for an hour: what is better there
 * is what the default quotas cost.
 *
 * All in virtual time, through the real scheduler, budgets, lifecycle and ledger, against the simulator's world and its
 * quotas, so that the same figures come out each time. Run it with `npm run bench:freshness [-- CONTACTS …]`.
 */
import { kinds } from './freshness/lags.js';
import type { Lag } from './freshness/lags.js';
import { createScene } from './freshness/scene.js';
import { clairvoyant, naive, ours, oursAtTenfold, oursWithoutEnds } from './freshness/strategies.js';
import type { SimulatedSource } from './freshness/simulated-source.js';
import type { Strategy } from './freshness/strategies.js';

/** What 95 % of the lags of `ours` must not exceed, seconds; nor may a request of it be throttled. */
const bar = 5;

const hoursFor = (contacts: number) => (contacts >= 1000 ? 6 : 24);

/** By name; the last one makes ten times the requests and is watched for an hour only. */
const strategies: readonly (readonly [string, Strategy, (contacts: number) => number])[] = [
  ['ours', ours, hoursFor],
  ['ours, no ends', oursWithoutEnds, hoursFor],
  ['clairvoyant', clairvoyant, hoursFor],
  ['naive', naive, hoursFor],
  ['ours, quotas ×10', oursAtTenfold, () => 1],
];

const wanted = process.argv.slice(2).map(Number);
const columns = [16, 8, 9, 9, 9, 8];

for (const contacts of wanted.length > 0 ? wanted : [10, 100, 1000]) {
  console.log(`\n${contacts} contacts, ${hoursFor(contacts)} hours; lag from event to counted, in seconds`);
  console.log(row(['', 'events', 'p50', 'p95', 'p99', 'never']));
  const requests: string[] = [];
  for (const [name, strategy, hours] of strategies) {
    const scene = await createScene(contacts, hours(contacts), 'freshness');
    const source = await strategy(scene);
    const lags = scene.watch.lags(scene.world.stories(scene.window.to), scene.window);
    console.log(figures(name, lags));
    if (strategy === ours && misses(lags, source)) process.exitCode = 1;
    if (strategy === ours) {
      for (const kind of kinds) {
        const some = lags.filter((lag) => lag.kind === kind);
        if (some.length > 0) console.log(figures(`  ${kind}`, some));
      }
    }
    const counts = Object.entries(source.requests).map(
      ([operation, { asked, throttled }]) => `${operation} ${asked} (${throttled} throttled)`,
    );
    requests.push(`  ${name}: ${counts.join(', ')}`);
    await scene.end();
  }
  console.log(`requests\n${requests.join('\n')}`);
}

function misses(lags: readonly Lag[], { requests }: SimulatedSource): boolean {
  const late = lags.filter(({ happenedAt, countedAt }) => countedAt - happenedAt > bar * 1000);
  return late.length > 0.05 * lags.length || Object.values(requests).some(({ throttled }) => throttled > 0);
}

function figures(name: string, lags: readonly Lag[]): string {
  const seconds = lags.map(({ happenedAt, countedAt }) => (countedAt - happenedAt) / 1000).toSorted((a, b) => a - b);
  const quantile = (share: number) => seconds[Math.ceil(share * seconds.length) - 1] ?? NaN;
  const never = seconds.filter((each) => each === Infinity).length;
  return row([name, seconds.length, ...[0.5, 0.95, 0.99].map((share) => quantile(share).toFixed(1)), never]);
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => pad(String(cell), columns[index] ?? 0, index === 0)).join('');
}

function pad(text: string, width: number, isName: boolean): string {
  return isName ? text.padEnd(width) : text.padStart(width);
}
