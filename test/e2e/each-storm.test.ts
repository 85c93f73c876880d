import assert from 'node:assert/strict';
import { effects } from '../../src/simulator/api/fault-kinds.js';
import type { FaultKind } from '../../src/simulator/api/fault-kinds.js';
import type { Simulator } from '../../src/simulator/server.js';
import { expectedMetrics } from './expected-metrics.js';
import { reasonOf, reasons } from './fault-cases.js';
import type { Sample } from './probed.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import type { Rush } from './rush.js';
import { pick, seriesOf, withoutTimes } from './scrape.js';
import type { Series } from './scrape.js';
import { assertFlat, scraps, seed, startWithProbe, stormMs, stormShare, weather } from './storms.js';
import { swept } from './sweeps.js';
import { configFor, liftedQuotas, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { watchTotals } from './totals-watch.js';
import { waitUntil } from './wait.js';

const lastsMs = stormMs(6);
const kinds = Object.keys(effects) as FaultKind[];

interface Account {
  readonly kind: FaultKind;
  readonly rush: Rush;
  readonly contacts: Rush['stories']['contacts'];
}

/** A small account for each kind of fault. Each page is sent once, as the exporter may see nothing of it for seconds. */
function accountFor(kind: FaultKind, index: number): Account {
  const accountId = accountIdOf(index);
  const profile = { maxSends: 1, incidentEveryMs: 1000 };
  const rush = createRush(`${seed}/${kind}`, lastsMs + 2000, profile, { people: 3, accountId });
  return { kind, rush, contacts: rush.stories.contacts.filter(({ type }) => type === 'PERSONAL') };
}

interface Stage {
  readonly kind: FaultKind;
  readonly simulator: Simulator;
}

/** The reasons for which sweeps of a target have failed. */
function reasonsOf(series: Series, target: string): string[] {
  const failed = (reason: string) => series[seriesOf('ssm_contacts_exporter_poll_failures_total', { target, reason })];
  return reasons.filter((reason) => (failed(reason) ?? NaN) > 0);
}

function accountIdOf(index: number): string {
  return String(100_000_000_000 + index);
}

describe(`each fault alone, on ${stormShare * 100} % of all requests for ${lastsMs / 1000} s (E2E_SEED=${seed})`, function () {
  this.timeout(lastsMs + 120_000);
  const bed = useTestBed('suite');
  let accounts: readonly Account[];
  let series: Series;
  let expected: Series;
  let falls: readonly string[];
  let samples: readonly Sample[];

  /** One exporter for all accounts, each a target that is called by the fault that will fall on it. */
  async function setUp() {
    const stages: Stage[] = [];
    for (const { kind, rush } of accounts) {
      const options = { world: rush.world, seed, maxItemsPerPage: scraps(2, lastsMs), emptyPageShare: 0.2 };
      stages.push({ kind, simulator: await bed.simulate(options) });
    }
    const poll = { ...rushSections.poll, interval: '500ms', requestTimeout: '5s' };
    const quotas = { ...liftedQuotas, listPagesByEngagement: 4, listEngagements: 2 };
    const [any] = stages;
    assert.ok(any);
    const config = configFor(any.simulator, bed.path('ledger'), { ...rushSections, poll, quotas });
    const wanted = new Set(accounts.flatMap(({ contacts }) => contacts.map(({ arn }) => arn)));
    const targets = stages.map(({ kind, simulator }) => {
      const target = targetFor(simulator, kind);
      return { ...target, contacts: target.contacts.filter((arn) => wanted.has(arn)) };
    });
    const exporter = await startWithProbe(bed, { ...config, targets });
    return { stages, exporter };
  }

  before(async function () {
    this.timeout(lastsMs + 120_000);
    accounts = kinds.map(accountFor);
    const { stages, exporter } = await setUp();
    const watch = watchTotals(() => exporter.scrape());
    bed.ends(() => watch.stop());
    const setFaults = (probability: number) => {
      for (const { kind, simulator } of stages) simulator.setFaults([{ kind, probability }]);
    };
    samples = await weather(exporter, lastsMs, { begin: () => setFaults(stormShare), end: () => setFaults(0) });
    await waitUntil(Math.max(...accounts.map(({ rush }) => rush.endsAt)) + unreadWindowMs + 1);
    const everybody = accounts.flatMap(({ contacts }) => contacts);
    series = await swept(exporter, everybody);
    await watch.stop();
    falls = watch.falls;
    const truths = accounts.map(({ rush, contacts }) => {
      const expectation = expectationOf(rush);
      return expectedMetrics({ ...expectation, stories: { ...expectation.stories, contacts } });
    });
    expected = Object.assign({}, ...truths) as Series;
    assert.equal((await exporter.end()).code, 0);
  });

  it('is told apart by its reason, and only what fails a sweep fails one', () => {
    // Three throttles in a row fail a sweep, and a token expires only where there is one: a short storm may do without.
    const isSure = (kind: FaultKind) => kind !== 'throttle' && kind !== 'expired-token';
    const seen = kinds.map((kind) => [kind, reasonsOf(series, kind).join()] as const);
    const own = kinds.map((kind) => [kind, reasonOf.get(kind) ?? ''] as const);
    const told = own.map(([kind, reason], index) => [kind, isSure(kind) || seen[index]?.[1] !== '' ? reason : '']);
    assert.deepEqual(seen, told);
  });

  it('leaves every total, bucket and gauge as the accounts tell it, and no total ever falls', () => {
    // Names that could not be asked for during the storm are asked for again only minutes later.
    const isCounted = (key: string) => !key.startsWith('ssm_contacts_contact_info');
    assert.deepEqual(pick(withoutTimes(series), isCounted), pick(expected, isCounted));
    assert.deepEqual(falls, []);
  });

  it('leaves the memory as it was', () => assertFlat(samples));
});
