import assert from 'node:assert/strict';
import { expectedMetrics, labelsOf } from './expected-metrics.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { pick, readSeries, seriesOf, withoutTimes } from './scrape.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

// The defaults of the reference.
const deliveryBuckets = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const acknowledgeBuckets = [15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
const dayMs = 24 * 3_600_000;

describe('once', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const contacts = [person('akuam'), person('diegor')] as const;
  const [akua, diego] = contacts;

  function account() {
    const pages = [livePage(akua, 'open', { secondsAgo: 3600 }), livePage(diego, 'read', { secondsAgo: 2 * 86_400 })];
    const [open, read] = pages;
    if (open !== undefined) open.deliveredAt = after(open, 2);
    if (read !== undefined) read.readAt = after(read, 86_400);
    return { world: accountOf(contacts, pages), pages };
  }

  it('writes the metrics of one sweep of everything to standard output, and nothing else', async () => {
    const { world, pages } = account();
    const simulator = await bed.simulate({ world });
    const config = configFor(simulator, bed.path('ledger'));
    const { code, stdout } = await bed.run(['once', `--config.file=${await bed.write(config)}`]);

    const expectation = { stories: { contacts, pages }, at: Date.now(), unreadWindowMs: dayMs };
    const expected = expectedMetrics({ ...expectation, deliveryBuckets, acknowledgeBuckets });
    assert.deepEqual([code, withoutTimes(readSeries(stdout))], [0, expected]);
  });

  it('ends with 1 when a contact could not be swept, with the metrics of all', async () => {
    const { world } = account();
    const simulator = await bed.simulate({ world, faults: [{ kind: 'denied', contact: diego.arn }] });
    const config = configFor(simulator, '');
    const { code, stdout } = await bed.run(['once', `--config.file=${await bed.write(config)}`]);

    const wanted = ['ssm_contacts_up', 'ssm_contacts_pages_sent_total'];
    assert.deepEqual(
      [code, pick(readSeries(stdout), (key) => wanted.some((name) => key.startsWith(`${name}{`)))],
      [
        1,
        {
          [seriesOf('ssm_contacts_up', labelsOf(akua))]: 1,
          [seriesOf('ssm_contacts_up', labelsOf(diego))]: 0,
          [seriesOf('ssm_contacts_pages_sent_total', labelsOf(akua))]: 1,
          [seriesOf('ssm_contacts_pages_sent_total', labelsOf(diego))]: 0,
        },
      ],
    );
  });

  it('run twice on one ledger counts nothing twice', async () => {
    const { world } = account();
    const simulator = await bed.simulate({ world });
    const args = ['once', `--config.file=${await bed.write(configFor(simulator, bed.path('ledger')))}`];
    const first = await bed.run(args);
    const second = await bed.run(args);

    const [before, then] = [first, second].map(({ stdout }) => withoutTimes(readSeries(stdout)));
    assert.deepEqual([first.code, second.code], [0, 0]);
    assert.equal(before?.[seriesOf('ssm_contacts_pages_sent_total', labelsOf(akua))], 1);
    assert.deepEqual(then, before);
  });

  it('ends with 1 and writes nothing when it is stopped before it has swept all', async () => {
    const people = Array.from({ length: 30 }, (_, index) => person(`person${index}`));
    const simulator = await bed.simulate({ world: accountOf(people), quotas: 'default' });
    const config = configFor(simulator, '', { quotas: {} });
    const once = bed.spawn(['once', `--config.file=${await bed.write(config)}`]);
    await waitFor('the first requests', () => (simulator.requests().ListPagesByContact?.['ok'] ?? 0) > 1);
    const { code, stdout } = await once.end();
    assert.deepEqual([code, stdout], [1, '']);
  });
});
