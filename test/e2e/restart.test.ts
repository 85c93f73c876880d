import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/simulator/generate/random.js';
import { expectedMetrics } from './expected-metrics.js';
import type { Ending } from './exporter-process.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import type { Rush } from './rush.js';
import { withoutTimes } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitUntil } from './wait.js';

/** Names the moments of the kills: a run that failed can be had again. */
const seed = process.env['E2E_SEED'] ?? String(Date.now() % 1_000_000);

describe('an exporter that is restarted', function () {
  this.timeout(90_000);
  const bed = useTestBed('test');

  // A page that is sent twice while nobody looks is not seen to be sent again, and its first SentTime is never seen:
  // between two sends there is time for many a restart.
  const profile = { retryIntervalMs: 4000, incidentEveryMs: 250 };

  interface Life {
    readonly rush: Rush;
    readonly restart: (signal: NodeJS.Signals) => Promise<Ending>;
    /** Waits until everything is over, and compares all that was and is shown. */
    readonly settle: () => Promise<void>;
  }

  async function begin(worldSeed: string): Promise<Life> {
    const rush = createRush(worldSeed, 4000, profile);
    const simulator = await bed.simulate({ world: rush.world });
    const config = configFor(simulator, bed.path('ledger'), rushSections);
    let current = await bed.start(config);
    const watch = watchTotals(() => current.scrape());
    bed.ends(() => watch.stop());
    return {
      rush,
      async restart(signal) {
        const ending = await current.end(signal);
        current = await bed.start(config);
        return ending;
      },
      async settle() {
        await waitUntil(rush.endsAt + unreadWindowMs + 1);
        const series = await swept(current, rush.stories.contacts);
        await watch.stop();
        assert.deepEqual(withoutTimes(series), expectedMetrics(expectationOf(rush)));
        assert.deepEqual(watch.falls, []);
        assert.ok(watch.looks > 10);
      },
    };
  }

  it('counts everything once across clean restarts', async () => {
    const { rush, restart, settle } = await begin('j');
    await waitUntil(rush.stories.pages[5]?.sends[0] ?? 0);
    const middle = await restart('SIGTERM');
    await waitUntil(rush.endsAt);
    const late = await restart('SIGTERM');
    await settle();
    const last = await restart('SIGTERM');

    assert.deepEqual([middle.code, late.code, last.code], [0, 0, 0]);
  });

  it(`counts everything once when it is killed again and again (E2E_SEED=${seed})`, async () => {
    const { rush, restart, settle } = await begin('kill');
    const random = createRandom(seed, 'kills');
    const kills: (string | null)[] = [];
    while (Date.now() < rush.endsAt || kills.length < 4) {
      await sleep(random.integer(100, 1500));
      kills.push((await restart('SIGKILL')).signal);
    }
    await settle();
    // Whoever opens the ledger next finds it whole.
    await restart('SIGKILL');

    assert.deepEqual([...new Set(kills)], ['SIGKILL']);
  });
});
