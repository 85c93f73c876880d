import assert from 'node:assert/strict';
import { expectedMetrics, labelsOf } from './expected-metrics.js';
import { credentials } from './exporter-process.js';
import type { Exporter } from './exporter-process.js';
import { accountOf, livePage, person } from './scripted-account.js';
import { ofContacts, pick, seriesOf } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const deliveryBuckets = [1, 60];
const acknowledgeBuckets = [15, 600];
const contacts = [person('akuam'), person('diegor')] as const;
const [akua] = contacts;

describe('the web pages', function () {
  this.timeout(60_000);
  const bed = useTestBed('suite');
  let exporter: Exporter;

  before(async function () {
    this.timeout(60_000);
    const simulator = await bed.simulate({ world: accountOf(contacts, [livePage(akua, 'p')]) });
    exporter = await bed.start(configFor(simulator, bed.path('ledger')));
    await swept(exporter, contacts);
  });

  const rows = [
    { method: 'GET', path: '/', status: 200, type: 'text/html; charset=utf-8', says: /simulated.*us-east-2.*all up/s },
    { method: 'GET', path: '/status', status: 200, type: 'text/html; charset=utf-8', says: /akuam.*diegor/s },
    { method: 'GET', path: '/config', status: 200, type: 'text/html; charset=utf-8', says: /unreadWindow: 1d/ },
    {
      method: 'GET',
      path: '/api/v1/status',
      status: 200,
      type: 'application/json; charset=utf-8',
      says: /^\{.*\}\n$/s,
    },
    { method: 'GET', path: '/metrics', status: 200, type: /^text\/plain; version=0\.0\.4/, says: /^# HELP ssm_/ },
    { method: 'GET', path: '/-/healthy', status: 200, type: 'text/plain; charset=utf-8', says: /healthy/ },
    { method: 'GET', path: '/-/ready', status: 200, type: 'text/plain; charset=utf-8', says: /ready/ },
    { method: 'HEAD', path: '/', status: 200, type: 'text/html; charset=utf-8', says: /^$/ },
    { method: 'HEAD', path: '/metrics', status: 200, type: /^text\/plain; version=0\.0\.4/, says: /^$/ },
    { method: 'HEAD', path: '/-/healthy', status: 200, type: 'text/plain; charset=utf-8', says: /^$/ },
    { method: 'GET', path: '/nowhere', status: 404, type: /^text\/plain/, says: /./ },
    { method: 'POST', path: '/metrics', status: 405, type: /^text\/plain/, says: /./ },
    { method: 'DELETE', path: '/', status: 405, type: /^text\/plain/, says: /./ },
  ];
  for (const { method, path, status, type, says } of rows) {
    it(`${method} ${path} is answered ${status}`, async () => {
      const response = await fetch(exporter.url + path, { method });
      assert.equal(response.status, status);
      assert.match(response.headers.get('content-type') ?? '', typeof type === 'string' ? exactly(type) : type);
      assert.match(await response.text(), says);
    });
  }
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[/.]/g, '\\$&')}$`);
}

describe('before the first answer of the API', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('every series of every configured contact is there, at 0', async () => {
    const simulator = await bed.simulate({
      world: accountOf(contacts, [livePage(akua, 'p')]),
      faults: [{ kind: 'hang' }],
    });
    const metrics = { deliveryBuckets, acknowledgeBuckets };
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), { metrics }));
    await waitFor('readiness', async () => (await fetch(`${exporter.url}/-/ready`)).ok);

    const blank = contacts.map((contact) => ({ ...contact, displayName: '', type: '' as 'PERSONAL' }));
    const expectation = { stories: { contacts: blank, pages: [] }, at: Date.now(), unreadWindowMs: 0 };
    const expected = expectedMetrics({ ...expectation, deliveryBuckets, acknowledgeBuckets });
    const sweepless = Object.entries(expected).flatMap(([key, value]) =>
      key.startsWith('ssm_contacts_up{')
        ? [[key, 0] as const, [key.replace('_up', '_poll_last_success_timestamp_seconds'), 0] as const]
        : [[key, value] as const],
    );
    const series = await exporter.scrape();
    const [ages, others] = [true, false].map((wanted) =>
      pick(ofContacts(series), (key) => key.startsWith('ssm_contacts_data_age_seconds{') === wanted),
    );
    assert.deepEqual(others, Object.fromEntries(sweepless));
    // How long the contacts have been followed, which is not long but no time either.
    assert.deepEqual(
      Object.entries(ages ?? {}).map(([key, age]) => [key, age > 0]),
      contacts.map((contact) => [seriesOf('ssm_contacts_data_age_seconds', labelsOf(contact)), true]),
    );
    assert.ok((await fetch(`${exporter.url}/-/healthy`)).ok);
  });
});

describe('credentials', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('stand in no log, page or metric, at the most talkative level and when they are refused', async () => {
    const simulator = await bed.simulate({ world: accountOf(contacts), faults: [{ kind: 'expired-credentials' }] });
    const config = configFor(simulator, bed.path('ledger'), { log: { level: 'trace' } });
    const exporter = await bed.start(config);
    await waitFor('the refusal to be logged', () => exporter.log().includes('ExpiredToken'));
    simulator.setFaults([{ kind: 'html' }]);
    await waitFor('another fault to be logged', () => exporter.log().includes('HTTP 502'));
    const pages = await Promise.all(['/', '/metrics', '/config', '/status'].map(async (path) => read(exporter, path)));
    const { stdout, stderr } = await exporter.end();

    const said = [...pages, stdout, stderr].join('\n');
    const shown = Object.values(credentials).filter((secret) => said.includes(secret));
    assert.deepEqual(shown, []);
  });
});

async function read(exporter: Exporter, path: string): Promise<string> {
  return (await fetch(exporter.url + path)).text();
}
