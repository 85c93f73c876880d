import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../web/ask.js';
import { expectedMetrics } from './expected-metrics.js';
import { connectHostile } from './hostile-clients.js';
import { startProbed } from './probed.js';
import type { Sample } from './probed.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { readSeries, withoutTimes } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitFor } from './wait.js';

/** What a process may often have open at most. */
const openFiles = 1024;

/** What may be held for the connections, and after them, more than before: they are bounded in number and in size. */
const underAttackMiB = 24;
const afterwardsMiB = 8;
const sampleEveryMs = 500;

/** By how much the memory that JavaScript and its buffers hold after collection has grown at most, in MiB. */
function grown(before: Sample, samples: readonly Sample[]): number {
  const held = ({ heapUsed, external }: Sample) => heapUsed + external;
  return (Math.max(...samples.map(held)) - held(before)) / 2 ** 20;
}

function delayOf(samples: readonly Sample[]): string {
  const [p99Ms, maxMs] = [samples.map((each) => each.p99Ms), samples.map((each) => each.maxMs)];
  return `${Math.max(...p99Ms).toFixed(0)} ms (p99), ${Math.max(...maxMs).toFixed(0)} ms (most)`;
}

describe('two thousand hostile connections', function () {
  this.timeout(120_000);
  const bed = useTestBed('test');

  it('disturb neither polling nor counting nor scraping, and use up neither files nor memory', async () => {
    const rush = createRush('hostile', 8000, { maxSends: 1, incidentEveryMs: 250 });
    const simulator = await bed.simulate({ world: rush.world });
    const file = await bed.write(configFor(simulator, bed.path('ledger'), rushSections));
    const flags = [`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'];
    const limited = ['sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`];
    const started = await startProbed(flags, (args, env) => bed.spawn(args, env, limited));
    const scrape = async () => readSeries((await ask(`${started.url}/metrics`)).body);
    const exporter = { ...started, scrape };

    await swept(exporter, rush.stories.contacts);
    const quiet = await exporter.sample();
    const hostile = connectHostile(exporter.url, 2000);
    bed.ends(() => hostile.stop());
    const watch = watchTotals(scrape);
    bed.ends(() => watch.stop());
    await hostile.begun;
    const samples: Sample[] = [];
    const isOver = () => Date.now() > rush.endsAt + unreadWindowMs;
    while (!isOver() || watch.looks <= 10 || hostile.cuts <= 1000) {
      await sleep(sampleEveryMs);
      samples.push(await exporter.sample());
    }
    const { status: healthy } = await ask(`${exporter.url}/-/healthy`);
    const series = await swept(exporter, rush.stories.contacts);
    await watch.stop();

    assert.deepEqual(withoutTimes(series), expectedMetrics(expectationOf(rush)));
    const { process_open_fds: opened = NaN, process_max_fds: allowed } = series;
    assert.deepEqual([healthy, allowed, opened < 700, watch.falls], [200, openFiles, true, []]);

    await hostile.stop();
    await waitFor('the files to be closed', async () => ((await scrape())['process_open_fds'] ?? NaN) < 100);
    const relieved = await exporter.sample();
    const most = grown(quiet, samples);
    const left = grown(quiet, [relieved]);
    console.log(
      `      grown by ${most.toFixed(1)} MiB at most, ${left.toFixed(1)} MiB afterwards; event loop late by ` +
        `${delayOf(samples)} under attack, ${delayOf([quiet])} before`,
    );
    assert.ok(samples.length > 5 && most < underAttackMiB && left < afterwardsMiB, `${most} MiB, then ${left} MiB`);
    const { code, stderr } = await exporter.end();
    const worse = stderr.split('\n').filter((line) => /"level":"(?:warn|error|fatal)"/.test(line));
    assert.deepEqual([code, worse], [0, []]);
  });
});
