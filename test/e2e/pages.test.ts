import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { StatusView } from '../../src/web/pages/status-view.js';
import type { Exporter } from './exporter-process.js';
import { reloaded, startReloadable } from './reloadable.js';
import { accountOf, livePage, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const contacts = [person('akuam'), person('diegor')] as const;
const [akua, diego] = contacts;

const paths = ['/', '/status', '/status?rows=all&q=akuam', '/config', '/api/v1/status'];

async function statusOf({ url }: Exporter): Promise<StatusView> {
  return (await (await fetch(`${url}/api/v1/status`)).json()) as StatusView;
}

/** Everything that the pages say. */
async function textsOf({ url }: Exporter): Promise<string> {
  const texts = await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(url + path);
      return `${JSON.stringify([...response.headers])}\n${await response.text()}`;
    }),
  );
  return texts.join('\n');
}

describe('the pages of an exporter', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  /** An exporter that has found the open page of Akua, and is refused Diego's. */
  async function started(metrics: object): Promise<{ readonly exporter: Exporter; readonly status: StatusView }> {
    const incidentArn = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/incident-7';
    const page = livePage(akua, 'page-7', { secondsAgo: 600, incidentArn });
    const simulator = await bed.simulate({ world: accountOf(contacts, [page]) });
    const config = configFor(simulator, bed.path('ledger'), { metrics });
    const [target] = config.targets;
    assert.ok(target);
    const teams = [{ name: 'checkout', contacts: [akua.arn] }];
    const targets = [
      { ...target, endpoint: `${simulator.url}/#hush-hush`, discover: { enabled: true, aliasPrefix: 'aku' } },
    ];
    const exporter = await bed.start({ ...config, targets, teams });
    const status = await waitFor('both contacts to be known', async () => {
      const seen = await statusOf(exporter);
      const isDescribed = metrics === hashed || seen.contacts.every(({ displayName }) => displayName !== null);
      return seen.summary.up === 2 && seen.summary.openPages === 1 && isDescribed && seen;
    });
    return { exporter, status };
  }

  const hashed = { contactLabel: 'hash' };

  it('name contacts, pages and incidents, and no secret', async () => {
    const { exporter, status } = await started({});
    const shown = status.contacts.map(({ name, displayName, team, arn, openPages }) => ({
      name,
      displayName,
      team,
      arn,
      ids: openPages.map(({ pageId, incidentId }) => [pageId, incidentId]),
    }));
    const texts = await textsOf(exporter);
    assert.deepEqual(shown, [
      { name: 'akuam', displayName: 'Person akuam', team: 'checkout', arn: akua.arn, ids: [['page-7', 'incident-7']] },
      { name: 'diegor', displayName: 'Person diegor', team: null, arn: diego.arn, ids: [] },
    ]);
    const told = ['hush-hush', 'Person akuam', 'incident-7'].filter((word) => texts.includes(word));
    assert.deepEqual(told, ['Person akuam', 'incident-7']);
  });

  it('name nobody where names are hashed, not even the one who is searched for', async () => {
    const { exporter, status } = await started(hashed);
    const hashes = contacts.map(({ arn }) => createHash('sha256').update(arn).digest('hex').slice(0, 16)).sort();
    const texts = await textsOf(exporter);
    const found = await (await fetch(`${exporter.url}/status?q=akuam`)).text();
    assert.deepEqual(
      {
        names: status.contacts.map(({ name }) => name),
        told: ['aku', 'diegor', 'Person', 'hush-hush', ':contact/', ':page/', ':engagement/'].filter((word) =>
          texts.includes(word),
        ),
        count: /<span id="count">([^<]*)</.exec(found)?.[1],
        inConfig: hashes.every((hash) => texts.split(hash).length - 1 >= 4),
      },
      { names: hashes, told: [], count: '0 of 2 contacts found.', inConfig: true },
    );
  });

  it('name nobody from the moment on when names are hashed by a reload', async () => {
    const simulator = await bed.simulate({ world: accountOf(contacts) });
    const document = (metrics: object) => configFor(simulator, bed.path('reloaded'), { metrics });
    const exporter = await startReloadable(bed, document({}));
    await waitFor('both contacts to be known', async () => (await statusOf(exporter)).summary.contacts === 2);
    const isNamed = async () => (await textsOf(exporter)).includes('diegor');
    const before = await isNamed();
    const answer = await exporter.change(document(hashed));
    assert.deepEqual([before, answer, await isNamed()], [true, reloaded, false]);
  });

  it('name no page and no incident without exemplars', async () => {
    const { exporter } = await started({ exemplars: false });
    const texts = await textsOf(exporter);
    assert.deepEqual(
      ['page-7', 'incident-7', 'akuam'].filter((word) => texts.includes(word)),
      ['akuam'],
    );
  });
});
