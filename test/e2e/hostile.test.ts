import assert from 'node:assert/strict';
import { ask } from '../web/ask.js';
import { expectedMetrics } from './expected-metrics.js';
import { untilListening } from './exporter-process.js';
import { connectHostile } from './hostile-clients.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { readSeries, withoutTimes } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitFor, waitUntil } from './wait.js';

/** What a process may often have open at most. */
const openFiles = 1024;

describe('two thousand hostile connections', function () {
  this.timeout(120_000);
  const bed = useTestBed('test');

  it('disturb neither polling nor counting nor scraping, and use up no files', async () => {
    const rush = createRush('hostile', 5000, { maxSends: 1, incidentEveryMs: 250 });
    const simulator = await bed.simulate({ world: rush.world });
    const file = await bed.write(configFor(simulator, bed.path('ledger'), rushSections));
    const flags = [`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'];
    const started = await untilListening(
      bed.spawn(flags, {}, ['sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`]),
    );
    const scrape = async () => readSeries((await ask(`${started.url}/metrics`)).body);
    const exporter = { ...started, scrape };

    const hostile = connectHostile(exporter.url, 2000);
    bed.ends(() => hostile.stop());
    const watch = watchTotals(scrape);
    bed.ends(() => watch.stop());
    await hostile.begun;
    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    const { status: healthy } = await ask(`${exporter.url}/-/healthy`);
    const series = await swept(exporter, rush.stories.contacts);
    const [looks, cuts] = [watch.looks, hostile.cuts];
    await watch.stop();

    assert.deepEqual(withoutTimes(series), expectedMetrics(expectationOf(rush)));
    const { process_open_fds: opened = NaN, process_max_fds: allowed } = series;
    assert.deepEqual([healthy, allowed, opened < 700, watch.falls], [200, openFiles, true, []]);
    assert.ok(looks > 10 && cuts > 1000, `${looks} looks, ${cuts} cuts`);

    await hostile.stop();
    await waitFor('the files to be closed', async () => ((await scrape())['process_open_fds'] ?? NaN) < 100);
    const { code, stderr } = await exporter.end();
    const worse = stderr.split('\n').filter((line) => /"level":"(?:warn|error|fatal)"/.test(line));
    assert.deepEqual([code, worse], [0, []]);
  });
});
