import assert from 'node:assert/strict';
import { effects } from '../../src/simulator/api/fault-kinds.js';
import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import type { Simulator } from '../../src/simulator/server.js';
import { expectedFiner, finerIn } from '../e2e/finer-formats.js';
import { buckets } from '../e2e/rush.js';
import { withoutTimes } from '../e2e/scrape.js';
import { swept } from '../e2e/sweeps.js';
import { configFor } from '../e2e/target.js';
import { watchTotals } from '../e2e/totals-watch.js';
import type { TotalsWatch } from '../e2e/totals-watch.js';
import { waitFor, waitUntil } from '../e2e/wait.js';
import { CrashWorld, unreadWindowMs } from './crash-world.js';
import type { History } from './crash-world.js';
import { Killer } from './killer.js';
import type { Tally } from './killer.js';
import { useStorageBed } from './storage-bed.js';

/** Names the worlds, the faults and the kills: a run that failed can be had again. */
const seed = process.env['CRASH_SEED'] ?? String(Date.now() % 1_000_000);
const kills = Number(process.env['CRASH_KILLS'] ?? 24);
const histories: readonly History[] = ['count', 'baseline'];
const killsEach = Math.ceil(kills / histories.length);
const longestLifeMs = 20_000;

const faultShare = 0.08;
const kinds = Object.keys(effects) as FaultKind[];
const faults = kinds.map((kind): FaultRule => ({ kind, probability: faultShare / kinds.length }));

describe('an exporter that is killed at any moment', function () {
  this.timeout(120_000 + killsEach * longestLifeMs);
  const bed = useStorageBed();

  async function begin(history: History) {
    const crash = new CrashWorld(seed, history);
    const simulator = await bed.simulate({
      world: crash.world,
      clock: { now: crash.now },
      maxItemsPerPage: 40,
      emptyPageShare: 0.1,
      seed,
      faults,
    });
    const sections = {
      poll: { unreadWindow: `${unreadWindowMs}ms`, requestTimeout: '400ms' },
      metrics: buckets,
      ledger: { history },
    };
    const setup = await bed.setUp(configFor(simulator, bed.path('ledger'), sections));
    const killer = new Killer(setup, createRandom(seed, 'kills', history));
    const watch = watchTotals(async () => {
      const series = await killer.scrape();
      crash.stepIfCounted(series);
      return series;
    });
    bed.ends(() => watch.stop());
    return { crash, simulator, killer, watch };
  }

  /** What a baseline leaves out is what comes before the exporter knows a contact. */
  async function goLive(crash: CrashWorld, killer: Killer): Promise<void> {
    const exporter = await killer.start();
    await waitFor('contacts to be known', async () => (await fetch(`${exporter.url}/-/ready`)).status === 200);
    crash.goLive(killsEach * longestLifeMs);
    await exporter.end('SIGKILL');
  }

  interface Run {
    readonly crash: CrashWorld;
    readonly killer: Killer;
    readonly simulator: Simulator;
    readonly watch: TotalsWatch;
  }

  /** All that is shown when everything has been seen, and all that must be. */
  async function settle({ crash, killer, simulator, watch }: Run) {
    simulator.setFaults([]);
    const exporter = await killer.start();
    crash.freeze();
    await waitUntil(crash.settledAt + 1);
    const series = await swept(exporter, crash.contacts());
    const finer = await finerIn(exporter);
    await watch.stop();
    return {
      shown: { metrics: withoutTimes(series), ...finer, falls: watch.falls },
      expected: { metrics: crash.truth(), ...expectedFiner(crash.contacts(), crash.counted()), falls: [] },
    };
  }

  for (const history of histories) {
    it(`counts everything once, history: ${history} (CRASH_SEED=${seed} CRASH_KILLS=${kills})`, async () => {
      const run = await begin(history);
      const { crash, killer } = run;
      await goLive(crash, killer);
      // A short run may miss every commit at first.
      const hasEnough = ({ kills, inWrite, inSync }: Tally) => kills >= killsEach && inWrite + inSync > 0;
      while (!hasEnough(killer.tally) && killer.tally.kills < 4 * killsEach) await killer.kill();
      const { shown, expected } = await settle(run);
      const { inWrite, inSync } = killer.tally;
      console.log(
        `      ${JSON.stringify({ ...killer.tally, pages: crash.counted().length, looks: run.watch.looks })}`,
      );

      assert.deepEqual(shown, expected);
      assert.ok(inWrite + inSync > 0, 'some kills have hit a commit');
      assert.ok(crash.counted().length > 20, 'much has happened');
    });
  }
});
