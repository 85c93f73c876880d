import assert from 'node:assert/strict';
import { effects } from '../../src/simulator/api/fault-kinds.js';
import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { FaultRule } from '../../src/simulator/api/faults.js';
import type { Simulator } from '../../src/simulator/server.js';
import { expectedMetrics } from './expected-metrics.js';
import { faultCases } from './fault-cases.js';
import type { Sample } from './probed.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { pick, withoutTimes } from './scrape.js';
import type { Series } from './scrape.js';
import { assertFlat, scraps, seed, startWithProbe, stormMs, stormShare, weather } from './storms.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitUntil } from './wait.js';

const kinds = Object.keys(effects) as FaultKind[];
const lastsMs = stormMs(6);

/** Rules that all together fall on a share of the requests, each on as many as any other. */
const storm = kinds.map((kind, index): FaultRule => {
  const each = stormShare / kinds.length;
  return { kind, probability: each / (1 - index * each) };
});

/** Faults that fail each request that they fall on; others may spoil an answer that is of use all the same. */
const sure = faultCases.filter(({ failedAnswers = 1, reason }) => failedAnswers > 0 && reason !== 'malformed');
const sureReasons = [...new Set(sure.map(({ reason }) => reason))].toSorted();

/** How many requests the simulator has spoilt, by what the exporter must call that. */
function spoiltBy(simulator: Simulator): Record<string, number> {
  const outcomes = Object.values(simulator.requests());
  const spoilt = (reason: string) => {
    const names = new Set(sure.filter((each) => each.reason === reason).map(({ outcome }) => outcome));
    return [...names].reduce((sum, name) => sum + outcomes.reduce((all, each) => all + (each[name] ?? 0), 0), 0);
  };
  return Object.fromEntries(sureReasons.map((reason) => [reason, spoilt(reason)]));
}

/** How many requests have failed by the exporter's account. */
function failuresIn(series: Series): Record<string, number> {
  const name = 'ssm_contacts_exporter_api_request_failures_total{';
  const failed = Object.entries(series).filter(([key]) => key.startsWith(name));
  const of = (reason: string) => failed.filter(([key]) => key.includes(`reason="${reason}"`));
  return Object.fromEntries(
    sureReasons.map((reason) => [reason, of(reason).reduce((sum, [, value]) => sum + value, 0)]),
  );
}

describe(`all faults at once, on ${stormShare * 100} % of all requests for ${lastsMs / 1000} s (E2E_SEED=${seed})`, function () {
  this.timeout(lastsMs + 120_000);
  const bed = useTestBed('suite');
  let series: Series;
  let expected: Series;
  let spoilt: Readonly<Record<string, number>>;
  let falls: readonly string[];
  let samples: readonly Sample[];

  before(async function () {
    this.timeout(lastsMs + 120_000);
    // As the exporter may see nothing for seconds on end, pages are sent once.
    const profile = { maxSends: 1, incidentEveryMs: Math.max(200, lastsMs / 60) };
    const rush = createRush(`${seed}/all`, lastsMs, profile);
    const simulator = await bed.simulate({
      world: rush.world,
      seed,
      maxItemsPerPage: scraps(3, lastsMs),
      emptyPageShare: 0.1,
    });
    const poll = { ...rushSections.poll, requestTimeout: '2s' };
    const exporter = await startWithProbe(bed, configFor(simulator, bed.path('ledger'), { ...rushSections, poll }));
    const watch = watchTotals(() => exporter.scrape());
    bed.ends(() => watch.stop());
    samples = await weather(exporter, lastsMs, {
      begin: () => simulator.setFaults(storm),
      end: () => simulator.setFaults([]),
    });
    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    series = await swept(exporter, rush.stories.contacts);
    await watch.stop();
    falls = watch.falls;
    spoilt = spoiltBy(simulator);
    expected = expectedMetrics(expectationOf(rush));
    assert.equal((await exporter.end()).code, 0);
  });

  it('are told apart, and each failed request is counted', () => {
    console.log(`      ${sureReasons.map((reason) => `${reason} ${spoilt[reason]}`).join(', ')}`);
    const failed = failuresIn(series);
    // A busy machine may be late with an answer, which is a timeout then, whatever it would have said.
    const late = (failed['timeout'] ?? NaN) - (spoilt['timeout'] ?? NaN);
    const differs = sureReasons.filter((reason) => reason !== 'timeout' && failed[reason] !== spoilt[reason]);
    assert.ok(late >= 0 && differs.length <= late, `${JSON.stringify(failed)} instead of ${JSON.stringify(spoilt)}`);
    // A short storm may leave one out.
    assert.ok(Object.values(spoilt).filter((requests) => requests > 0).length > sureReasons.length / 2);
  });

  it('leave every total, bucket and gauge as the account tells it, and no total ever falls', () => {
    // Names that could not be asked for during the storm are asked for again only minutes later.
    const isCounted = (key: string) => !key.startsWith('ssm_contacts_contact_info');
    assert.deepEqual(pick(withoutTimes(series), isCounted), pick(expected, isCounted));
    assert.deepEqual(falls, []);
  });

  it('leave the memory as it was', () => assertFlat(samples));
});
