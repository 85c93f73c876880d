import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator/server.js';
import { labelsOf } from './expected-metrics.js';
import type { Exporter } from './exporter-process.js';
import { faultCases, harmlessKinds, reasons } from './fault-cases.js';
import type { FaultCase } from './fault-cases.js';
import { numbersOf } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

/** An account of its own for each kind of fault: one contact that it falls on, and one that it doesn't. */
function accountFor(kind: string) {
  const [victim, neighbour] = [person(kind), person(`${kind}-neighbour`)];
  const page = livePage(victim, 'known');
  return { kind, victim, neighbour, page, world: accountOf([victim, neighbour], [page]) };
}

function healthOf(series: Series, contact: { readonly arn: string; readonly alias: string }) {
  const labels = labelsOf(contact);
  return {
    up: series[seriesOf('ssm_contacts_up', labels)],
    consecutiveFailures: series[seriesOf('ssm_contacts_poll_consecutive_failures', labels)] ?? NaN,
  };
}

function pollFailuresOf(series: Series, target: string) {
  const read = (reason: string) => series[seriesOf('ssm_contacts_exporter_poll_failures_total', { target, reason })];
  return Object.fromEntries(reasons.map((reason) => [reason, read(reason)]));
}

const noFailures = Object.fromEntries(reasons.map((reason) => [reason, 0]));
const working = { up: 1, consecutiveFailures: 0 };

describe('a fault of the API', function () {
  this.timeout(60_000);
  const bed = useTestBed('suite');
  const accounts = [...faultCases.map(({ kind }) => kind), ...harmlessKinds].map(accountFor);
  const victims = accounts.map(({ victim }) => victim);
  const neighbours = accounts.map(({ neighbour }) => neighbour);
  const simulators = new Map<string, Simulator>();
  let during: Series;
  let afterwards: Series;

  const answersOf = ({ kind, outcome }: FaultCase) =>
    simulators.get(kind)?.requests().ListPagesByContact?.[outcome] ?? NaN;

  before(async function () {
    this.timeout(90_000);
    for (const { kind, world } of accounts) simulators.set(kind, await bed.simulate({ world }));
    const targets = [...simulators].map(([kind, simulator]) => targetFor(simulator, kind));
    const [any] = [...simulators.values()];
    assert.ok(any);
    const poll = { requestTimeout: '1s', interval: '200ms' };
    const exporter = await bed.start({ ...configFor(any, bed.path('ledger'), { poll }), targets });
    await swept(exporter, [...victims, ...neighbours]);

    for (const { kind, victim } of accounts) {
      const rule = { kind: kind as FaultCase['kind'], operation: 'ListPagesByContact', contact: victim.arn } as const;
      simulators.get(kind)?.setFaults([rule]);
    }
    for (const { page, neighbour, world } of accounts) {
      page.readAt = after(page, 30);
      world.add({ pages: [livePage(neighbour, 'meanwhile')] });
    }
    await untilFailing(exporter);
    during = await swept(exporter, neighbours);
    for (const simulator of simulators.values()) simulator.setFaults([]);
    afterwards = await swept(exporter, [...victims, ...neighbours]);
  });

  const failing = accounts.slice(0, faultCases.length).map(({ victim }) => victim);
  const untilFailing = (exporter: Exporter) =>
    waitFor('every victim to fail twice', async () => {
      const series = await exporter.scrape();
      return failing.every((victim) => healthOf(series, victim).consecutiveFailures >= 2);
    });

  for (const each of faultCases) {
    const { kind, reason, answers = 1 } = each;
    const [victim, neighbour] = [person(kind), person(`${kind}-neighbour`)];

    it(`${kind} is ${reason}, of this contact alone`, () => {
      const { up, consecutiveFailures } = healthOf(during, victim);
      assert.deepEqual([up, consecutiveFailures >= 2], [0, true]);
      assert.deepEqual([healthOf(during, neighbour), numbersOf(during, neighbour).sent], [working, 1]);
    });

    it(`${kind} is counted as often as it happened, and all is right again afterwards`, () => {
      // A sweep that was under way when the fault ended may have had one such answer and none after it.
      const failures = Math.floor(answersOf(each) / answers);
      assert.deepEqual(pollFailuresOf(afterwards, kind), { ...noFailures, [reason]: failures });
      assert.deepEqual([healthOf(afterwards, victim), healthOf(afterwards, neighbour)], [working, working]);
      const { sent, acknowledged, acknowledge } = numbersOf(afterwards, victim);
      assert.deepEqual({ sent, acknowledged, acknowledge }, { sent: 1, acknowledged: 1, acknowledge: [30, 1] });
    });
  }

  for (const kind of harmlessKinds) {
    it(`${kind} is no failure`, () => {
      const [victim, neighbour] = [person(kind), person(`${kind}-neighbour`)];
      assert.deepEqual([healthOf(during, victim), healthOf(during, neighbour)], [working, working]);
      assert.deepEqual(pollFailuresOf(afterwards, kind), noFailures);
    });
  }

  it('every failed request is counted under its operation and reason, and no other', () => {
    const expected = { ...noFailures };
    for (const each of faultCases) {
      expected[each.reason] = (expected[each.reason] ?? 0) + answersOf(each) * (each.failedAnswers ?? 1);
    }
    const name = 'ssm_contacts_exporter_api_request_failures_total';
    const read = (operation: string) =>
      Object.fromEntries(reasons.map((reason) => [reason, afterwards[seriesOf(name, { operation, reason })]]));
    assert.deepEqual([read('ListPagesByContact'), read('GetContact')], [expected, noFailures]);
  });
});
