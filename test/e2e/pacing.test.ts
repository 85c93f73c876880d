import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from '../../src/simulator/server.js';
import type { Exporter } from './exporter-process.js';
import { accountOf, person } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, liftedQuotas } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const operation = 'ListPagesByContact';
const labels = { operation };

/** So many requests in all, and those of them that were throttled. */
function countsOf(simulator: Simulator) {
  const outcomes = simulator.requests()[operation] ?? {};
  const all = Object.values(outcomes).reduce((sum, each) => sum + each, 0);
  return { all, throttled: outcomes['ThrottlingException'] ?? 0, at: performance.now() };
}

async function gaugesOf(exporter: Exporter) {
  const series = await exporter.scrape();
  const read = (name: string) => series[seriesOf(`ssm_contacts_exporter_api_${name}`, labels)] ?? NaN;
  return { rateLimit: read('request_rate_limit'), backoffSeconds: read('backoff_seconds') };
}

describe('the pace of requests', function () {
  this.timeout(90_000);
  const bed = useTestBed('test');

  it('settles just below a limit that is lower than the configured quota', async () => {
    const [quota, limit] = [20, 8];
    // Twenty contacts, ten times a second: far more than may be asked.
    const contacts = Array.from({ length: 20 }, (_, index) => person(`contact-${index}`));
    const simulator = await bed.simulate({ world: accountOf(contacts), quotas: { [operation]: limit } });
    const quotas = { ...liftedQuotas, listPagesByContact: quota };
    const exporter = await bed.start(configFor(simulator, '', { quotas, poll: { interval: '100ms' } }));

    await sleep(25_000);
    const before = countsOf(simulator);
    await sleep(15_000);
    const after = countsOf(simulator);
    const { rateLimit } = await gaugesOf(exporter);

    const all = after.all - before.all;
    const throttled = after.throttled - before.throttled;
    const allowed = ((after.at - before.at) / 1000) * limit;
    const shown = `${all} requests, ${throttled} of them throttled, where ${allowed.toFixed(1)} were allowed`;
    assert.ok(throttled < all / 10, shown);
    assert.ok(all - throttled > allowed * 0.8, shown);
    assert.ok(rateLimit > 0 && rateLimit < quota / 2 + 2, `the rate limit is shown as ${rateLimit}`);
  });

  it('leaves an operation alone for as long as a throttle asks for, and shows that', async () => {
    const retryAfterSeconds = 3;
    const contacts = [person('akuam'), person('diegor')] as const;
    const simulator = await bed.simulate({ world: accountOf(contacts) });
    const quota = 20;
    const quotas = { ...liftedQuotas, listPagesByContact: quota };
    const exporter = await bed.start(configFor(simulator, '', { quotas }));
    await swept(exporter, contacts);
    const usual = await gaugesOf(exporter);

    const { throttled } = countsOf(simulator);
    simulator.setFaults([{ kind: 'throttle', operation, times: 1, retryAfterSeconds }]);
    // The throttle comes after `askedAt`; whatever is under way beside it is answered long before the pause is over.
    let askedAt = performance.now();
    await waitFor('a throttle', () => {
      if (countsOf(simulator).throttled > throttled) return true;
      askedAt = performance.now();
      return false;
    });
    const paused = await waitFor('the pause to be shown', async () => {
      const gauges = await gaugesOf(exporter);
      return gauges.backoffSeconds > 0 && gauges;
    });
    await sleep(250);
    const { all } = countsOf(simulator);
    await waitFor('the next request', () => countsOf(simulator).all > all);
    const pauseSeconds = (performance.now() - askedAt) / 1000;
    await swept(exporter, contacts);
    const then = await gaugesOf(exporter);

    assert.deepEqual(usual, { rateLimit: quota, backoffSeconds: 0 });
    assert.equal(paused.rateLimit, quota / 2);
    // The pause and up to a second of jitter.
    assert.ok(paused.backoffSeconds <= retryAfterSeconds + 1, `a pause of ${paused.backoffSeconds} s is shown`);
    assert.ok(pauseSeconds >= retryAfterSeconds, `the pause was ${pauseSeconds} s`);
    assert.equal(then.backoffSeconds, 0);
  });
});
