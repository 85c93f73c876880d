import assert from 'node:assert/strict';
import { expectedMetrics } from './expected-metrics.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { pick, withoutTimes } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitUntil } from './wait.js';

describe('a generated rush', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('is counted to the last page, bucket and second', async () => {
    // An exporter that is up sees every send: they are six sweeps apart.
    const rush = createRush('h', 4000, { retryIntervalMs: 1500, incidentEveryMs: 250 });
    const simulator = await bed.simulate({ world: rush.world });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), rushSections));

    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    const series = await swept(exporter, rush.stories.contacts);

    assert.deepEqual(withoutTimes(series), expectedMetrics(expectationOf(rush)));
    assert.deepEqual(
      pick(series, (key) => /^ssm_contacts_exporter_ledger_(open_)?pages$/.test(key)),
      {
        ssm_contacts_exporter_ledger_open_pages: 0,
        ssm_contacts_exporter_ledger_pages: rush.stories.pages.length,
      },
    );
    assert.equal((await exporter.end()).code, 0);
  });
});
