import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { labelsOf } from './expected-metrics.js';
import { startProbed } from './probed.js';
import type { Sample } from './probed.js';
import { reloadable, reloaded } from './reloadable.js';
import { accountOf, livePage, person } from './scripted-account.js';
import { scrape, seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitFor } from './wait.js';

const people = Array.from({ length: 40 }, (_, index) => person(`person${index}`));
const [always] = people as [(typeof people)[number]];
const rounds = 200;

const least = (samples: readonly Sample[], read: (sample: Sample) => number) => Math.min(...samples.map(read));

describe(`${rounds} reloads, each to something else, under scrapes`, function () {
  this.timeout(180_000);
  const bed = useTestBed('test');

  it('drop no scrape, let no total fall, and leave nothing behind', async () => {
    const pages = people.map((each) => livePage(each, `p-${each.alias}`));
    const simulator = await bed.simulate({ world: accountOf(people, pages) });
    /** Every part of it that a reload may change is another one each time, and the same again every eight times. */
    const documentOf = (round: number) => {
      const own = people.filter((_, index) => index === 0 || (index + round) % 4 !== 0).map(({ arn }) => arn);
      const first = { ...targetFor(simulator), contacts: own.slice(0, 20) };
      // Of other credentials each time, so that its connections are others, too.
      const endpoint = `${simulator.url}/?round=${round % 8}`;
      const second = { ...targetFor(simulator, `second-${round % 2}`), contacts: own.slice(20), endpoint };
      const third = { ...targetFor(simulator, 'third'), contacts: [], discover: { enabled: true, refresh: '1s' } };
      return {
        ...configFor(simulator, bed.path('ledger'), {
          poll: { interval: `${300 + (round % 8)}ms`, requestTimeout: `${5 + (round % 2)}s` },
          metrics: { exemplars: round % 2 === 0 },
          activity: { enabled: round % 4 < 2 },
        }),
        targets: [first, second, ...(round % 2 === 0 ? [third] : [])],
        teams: [{ name: `team ${round % 8}`, contacts: own.slice(0, 5) }],
      };
    };
    const file = await bed.write(documentOf(0), 'reloadable.yaml');
    const flags = [`--config.file=${file}`, '--web.listen-address=127.0.0.1:0', '--web.enable-lifecycle'];
    const exporter = reloadable(await startProbed(flags, bed.spawn), file);
    const up = seriesOf('ssm_contacts_up', labelsOf(always));
    await waitFor('the first sweep', async () => (await exporter.scrape())[up] === 1);

    const failures: string[] = [];
    let scrapes = 0;
    const watched = async (): Promise<Series> => {
      try {
        const series = await scrape(`${exporter.url}/metrics`);
        scrapes += 1;
        if (series[up] !== 1) failures.push(`${up} is ${series[up]}`);
        return series;
      } catch (error) {
        failures.push(String(error));
        throw error;
      }
    };
    const watches = Array.from({ length: 3 }, () => watchTotals(watched));
    const answers = new Set<string>();
    const reloadTo = async (from: number, to: number) => {
      for (let round = from; round < to; round += 1) {
        const { status, text } = await exporter.change(documentOf(round));
        answers.add(`${status} ${text}`);
      }
    };
    /** When it has come to rest, in the state of round 0; the least of some looks, since what runs holds on to something. */
    const atRest = async () => {
      await exporter.change(documentOf(0));
      const samples: Sample[] = [];
      for (let look = 0; look < 8; look += 1) {
        await sleep(500);
        samples.push(await exporter.sample());
      }
      return {
        heap: least(samples, ({ heapUsed, external }) => heapUsed + external),
        handles: least(samples, ({ handles }) => handles),
        descriptors: least(samples, ({ descriptors = 0 }) => descriptors),
        listeners: least(samples, ({ listeners }) => listeners),
      };
    };

    await reloadTo(0, 100);
    const before = await atRest();
    await reloadTo(0, rounds);
    const after = await atRest();
    await Promise.all(watches.map((watch) => watch.stop()));

    assert.deepEqual([...answers], [`200 ${reloaded.text}`]);
    assert.deepEqual({ failures, falls: watches.flatMap(({ falls }) => falls) }, { failures: [], falls: [] });
    assert.ok(scrapes > 100, `${scrapes} scrapes`);
    const told = JSON.stringify({ before, after });

    assert.ok(after.heap - before.heap < 1_000_000, told);
    assert.ok(after.handles <= before.handles + 4, told);
    assert.ok(after.descriptors <= before.descriptors + 4, told);
    assert.equal(after.listeners, before.listeners, told);
    assert.doesNotMatch(exporter.log(), /MaxListeners|Warning/);
  });
});
