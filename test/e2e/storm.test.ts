import assert from 'node:assert/strict';
import { effects } from '../../src/simulator/api/fault-kinds.js';
import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import { expectedMetrics } from './expected-metrics.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { pick, withoutTimes } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitUntil } from './wait.js';

const stormShare = 0.3;
const kinds = Object.keys(effects) as FaultKind[];

/** Rules that all together fall on a share of the requests, each on as many as any other. */
const storm = kinds.map((kind, index): FaultRule => {
  const each = stormShare / kinds.length;
  return { kind, probability: each / (1 - index * each) };
});

describe('a storm of every fault there is', function () {
  this.timeout(90_000);
  const bed = useTestBed('test');

  it('is survived, and nothing is lost, taken back or counted twice', async () => {
    // As the exporter may see nothing for seconds on end, pages are sent once.
    const rush = createRush('g', 4500, { maxSends: 1, incidentEveryMs: 200 });
    const simulator = await bed.simulate({ world: rush.world, maxItemsPerPage: 3, emptyPageShare: 0.1 });
    const poll = { ...rushSections.poll, requestTimeout: '400ms' };
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), { ...rushSections, poll }));
    const watch = watchTotals(() => exporter.scrape());
    bed.ends(() => watch.stop());
    simulator.setFaults(storm);
    await waitUntil(rush.stories.pages.at(-1)?.sends[0] ?? 0);
    simulator.setFaults([]);
    const hit = Object.keys(simulator.requests().ListPagesByContact ?? {}).length;
    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    const series = await swept(exporter, rush.stories.contacts);
    await watch.stop();

    assert.ok(hit > 5, 'the storm has hit the listings');
    assert.deepEqual(withoutInfo(series), withoutInfo(expectedMetrics(expectationOf(rush))));
    assert.deepEqual(watch.falls, []);
    assert.equal((await exporter.end()).code, 0);
  });
});

/** Names that could not be asked for during the storm are asked for again only minutes later. */
function withoutInfo(series: Series): Series {
  return pick(withoutTimes(series), (key) => !key.startsWith('ssm_contacts_contact_info'));
}
