import assert from 'node:assert/strict';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import { useTestBed } from '../e2e/test-bed.js';
import { LagWatch } from './lag-watch.js';

const people = 120;
/** What the exporter has to start and to begin following, before anything is measured. */
const warmUpMs = 5_000;
const measuredMs = 120_000;
/** What is watched on, for what happened at the end of the measured time. */
const afterMs = 20_000;

describe(`${people} contacts at AWS's default quotas`, () => {
  const bed = useTestBed('test');

  it('are shown within seconds, and hardly a request is throttled', async () => {
    const from = Date.now() + warmUpMs;
    const until = from + measuredMs;
    // A bad morning: an incident every few seconds, answered in seconds to minutes; plans count in whole minutes.
    const night = { fromHour: 24, toHour: 0, activity: 1 };
    const pace = { incidentEveryMs: 8_000, responseScale: 1 / 6, resolveMs: 30_000 };
    const plan = { channelAfterMs: 60_000, retryIntervalMs: 60_000 };
    const phase = { profile: { ...day, night, ...pace, ...plan }, from, to: until };
    const world = generateWorld({ seed: 'freshness', people, phases: [phase] });
    const contacts = world.contacts().flatMap(({ arn, type }) => (type === 'PERSONAL' ? [arn] : []));
    const simulator = await bed.simulate({ world, quotas: 'default' });
    const target = { name: 'simulated', region: 'us-east-2', endpoint: simulator.url, contacts };
    const exporter = await bed.start({ targets: [target], ledger: { path: bed.path('ledger') } });

    const watch = new LagWatch();
    await watch.watch(exporter, until + afterMs);
    const lags = watch.lags(world.stories(until).pages, until);
    const p95 = lags[Math.ceil(0.95 * lags.length) - 1] ?? NaN;
    const outcomes = Object.values(simulator.requests()).flatMap((each) => Object.entries(each));
    const count = (wanted: (outcome: string) => boolean) =>
      outcomes.reduce((sum, [outcome, requests]) => sum + (wanted(outcome) ? requests : 0), 0);
    const asked = count(() => true);
    const throttledShare = count((outcome) => outcome === 'ThrottlingException') / asked;
    console.log(
      `      ${lags.length} events, lag p50 ${(lags[lags.length >> 1] ?? NaN).toFixed(1)} s, p95 ${p95.toFixed(1)} s, ` +
        `max ${(lags.at(-1) ?? NaN).toFixed(1)} s; ${asked} requests, ${(100 * throttledShare).toFixed(1)} % throttled`,
    );

    assert.ok(lags.length > 30, `${lags.length} events are enough to tell`);
    assert.ok(p95 < 8, `95 % of the events are shown within 8 s: ${p95} s`);
    assert.ok(throttledShare < 0.03, `under 3 % of the requests are throttled: ${throttledShare}`);
  });
});
