import assert from 'node:assert/strict';
import { labelsOf } from './expected-metrics.js';
import { nothing, numbersOf } from './numbers.js';
import { accountOf, livePage, person } from './scripted-account.js';
import { readSeries, seriesOf } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

/** What the configuration says unless it is told otherwise. */
const quotas = {};

describe("at AWS's default quotas", function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('once sweeps more contacts than there are requests in a second', async () => {
    const contacts = ['akuam', 'anas', 'carloss', 'diegor', 'efuao'].map(person);
    const simulator = await bed.simulate({ world: accountOf(contacts), quotas: 'default' });
    const config = configFor(simulator, '', { quotas });
    const { code, stdout } = await bed.run(['once', `--config.file=${await bed.write(config)}`]);

    const series = readSeries(stdout);
    const ups = contacts.map((contact) => series[seriesOf('ssm_contacts_up', labelsOf(contact))]);
    assert.deepEqual([code, ups], [0, [1, 1, 1, 1, 1]]);
  });

  it('a listing of several answers goes on where it was throttled, and ends', async () => {
    const akua = person('akuam');
    const pages = ['a', 'b', 'c', 'd', 'e'].map((id) => livePage(akua, id));
    const simulator = await bed.simulate({ world: accountOf([akua], pages), quotas: 'default', maxItemsPerPage: 2 });
    const exporter = await bed.start(configFor(simulator, '', { quotas, poll: { interval: '2s' } }));

    const sentTimes = pages.map(({ sends }) => sends[0] / 1000);
    assert.deepEqual(numbersOf(await swept(exporter, [akua]), akua), {
      ...nothing,
      oldestUnread: Math.min(...sentTimes),
      sent: 5,
      unread: 5,
      undelivered: 5,
      engagements: 5,
      engagementsUnacknowledged: 5,
      oldestUnacknowledged: Math.min(...sentTimes),
    });
  });
});
