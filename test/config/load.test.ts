import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load.js';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { redacted } from '../../src/config/redacted.js';
import { configOf, problemsOf } from './loaded.js';

const defaults: Config = {
  web: {
    listen: [{ host: '', port: 10911 }],
    systemdSocket: false,
    allowedHosts: [],
    telemetryPath: '/metrics',
    configFile: '',
    enableLifecycle: false,
    maxRequests: 40,
  },
  log: { level: 'info', format: 'json' },
  poll: {
    intervalMs: 60_000,
    concurrency: 4,
    requestTimeoutMs: 10_000,
    unreadWindowMs: 86_400_000,
    fullSweepIntervalMs: 3_600_000,
  },
  ledger: { path: './data/ledger', history: 'baseline', retentionMs: 2_592_000_000 },
  quotas: {
    share: 0.8,
    listPagesByContact: 1,
    listPagesByEngagement: 2,
    listEngagements: 2,
    listPageReceipts: 1,
    other: 20,
  },
  metrics: {
    contactLabel: 'alias',
    exemplars: true,
    createdSamples: false,
    nativeHistograms: true,
    buckets: {
      deliverySeconds: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600],
      acknowledgeSeconds: [15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400],
      native: { schema: 3, maxBuckets: 160 },
    },
  },
  activity: { enabled: true, lookbackMs: 900_000 },
  collectors: { receipts: false, rotations: false },
  sharding: { ordinal: 0, total: 1 },
  targets: [],
  teams: [],
};

describe('loadConfig', () => {
  const empty: [what: string, text: string][] = [
    ['an empty file', ''],
    ['a file of comments', '# web:\n#   maxRequests: 1\n'],
    [
      'a file whose groups and lists are commented out',
      'web:\npoll:\nmetrics:\n  deliveryBuckets:\ntargets:\nteams:\n',
    ],
  ];
  for (const [what, text] of empty) {
    it(`takes every default from ${what}`, async () => assert.deepEqual(await configOf(text), defaults));
  }

  it('takes every default without a file', async () => {
    assert.deepEqual(await loadConfig({ env: {}, flags: {} }), { config: defaults });
  });

  it('parses a target', async () => {
    const text = `targets:
      - name: production
        region: us-east-2
        roleArn: arn:aws:iam::111122223333:role/teams/on-call/exporter
        externalId: example-id
        endpoint: http://127.0.0.1:8080
        contacts: ["arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"]
        discover: { enabled: true, aliasPrefix: ops-, refresh: 1m }`;
    assert.deepEqual((await configOf(text)).targets, [
      {
        name: 'production',
        region: 'us-east-2',
        roleArn: 'arn:aws:iam::111122223333:role/teams/on-call/exporter',
        externalId: 'example-id',
        endpoint: 'http://127.0.0.1:8080',
        contacts: [
          {
            arn: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam',
            accountId: '111122223333',
            region: 'us-east-2',
            alias: 'akuam',
          },
        ],
        discover: { enabled: true, aliasPrefix: 'ops-', refreshMs: 60_000 },
      },
    ]);
  });

  it('parses the teams', async () => {
    const arn = 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam';
    const text = `teams: [{ name: "Zahlungen – \\"A\\"", contacts: ["${arn}"] }, { name: empty }]`;
    assert.deepEqual((await configOf(text)).teams, [
      {
        name: 'Zahlungen – "A"',
        contacts: [{ arn, accountId: '111122223333', region: 'us-east-2', alias: 'akuam' }],
      },
      { name: 'empty', contacts: [] },
    ]);
  });

  it('prefers the flag to the variable, the variable to the file, the file to the default', async () => {
    const text = 'poll: { interval: 2s, concurrency: 2, requestTimeout: 2s }';
    const env = { SSM_CONTACTS_EXPORTER_POLL_INTERVAL: '3s', SSM_CONTACTS_EXPORTER_POLL_CONCURRENCY: '3' };
    const { poll } = await configOf(text, { env, flags: { 'poll.interval': '4s' } });
    assert.deepEqual(poll, {
      ...defaults.poll,
      intervalMs: 4000,
      concurrency: 3,
      requestTimeoutMs: 2000,
    });
  });

  it('lets a variable or a flag mend what the file gets wrong', async () => {
    const text = 'log: { level: loud, format: xml }';
    const env = { SSM_CONTACTS_EXPORTER_LOG_LEVEL: 'warn' };
    const { log } = await configOf(text, { env, flags: { 'log.format': 'pretty' } });
    assert.deepEqual(log, { level: 'warn', format: 'pretty' });
  });

  it('lets an empty variable empty a text', async () => {
    const { ledger } = await configOf('', { env: { SSM_CONTACTS_EXPORTER_LEDGER_PATH: '' } });
    assert.deepEqual(ledger, { ...defaults.ledger, path: '' });
  });

  it('keeps a text that looks like a number as it was typed', async () => {
    const { ledger } = await configOf('', { flags: { 'ledger.path': '007' } });
    assert.equal(ledger.path, '007');
  });

  it('reads targets from a variable as YAML or JSON', async () => {
    const targets = [{ name: 'a', region: 'us-east-2', discover: { enabled: true } }];
    const read = async (text: string) => (await configOf('', { env: { SSM_CONTACTS_EXPORTER_TARGETS: text } })).targets;
    const yaml = '- name: a\n  region: us-east-2\n  discover: { enabled: true }\n';
    assert.deepEqual(await read(JSON.stringify(targets)), await read(yaml));
    assert.deepEqual(
      (await read(yaml)).map(({ name }) => name),
      ['a'],
    );
  });

  it('lets variables be that Kubernetes makes for a service of this name', async () => {
    const env = { SSM_CONTACTS_EXPORTER_PORT: 'tcp://10.0.0.1:10911', SSM_CONTACTS_EXPORTER_SERVICE_HOST: '10.0.0.1' };
    assert.deepEqual(await problemsOf('', { env }), []);
  });
});

describe('loadConfig from a path', () => {
  let directory = '';
  before(async () => void (directory = await mkdtemp(join(tmpdir(), 'config-'))));
  after(() => rm(directory, { recursive: true }));

  it('reads the file', async () => {
    const file = join(directory, 'good.yaml');
    await writeFile(file, 'sharding: { total: 3, ordinal: 2 }');
    assert.deepEqual(await loadConfig({ file, env: {}, flags: {} }), {
      config: { ...defaults, sharding: { ordinal: 2, total: 3 } },
    });
  });

  it('names a file that can not be read', async () => {
    const file = join(directory, 'missing.yaml');
    assert.deepEqual(await loadConfig({ file, env: {}, flags: {} }), {
      problems: [{ path: file, message: `ENOENT: no such file or directory, open '${file}'` }],
    });
  });
});

describe('every key', () => {
  // A valid value that is not the default. Keys that this version can't do yet have only their default.
  const values: Record<string, string> = {
    'web.listenAddress': '127.0.0.1:1,unix:/run/a b.sock',
    'web.systemdSocket': 'true',
    'web.telemetryPath': '/m',
    'web.configFile': 'web.yml',
    'web.enableLifecycle': 'false',
    'web.allowedHosts': 'a.example.com,b.example.com',
    'web.maxRequests': '7',
    'log.level': 'trace',
    'log.format': 'logfmt',
    'poll.interval': '2s',
    'poll.concurrency': '9',
    'poll.requestTimeout': '3s',
    'poll.unreadWindow': '2h',
    'poll.fullSweepInterval': '3h',
    'ledger.path': 'elsewhere',
    'ledger.history': 'count',
    'ledger.retention': '9d',
    'quotas.share': '0.5',
    'quotas.listPagesByContact': '1.5',
    'quotas.listPagesByEngagement': '3',
    'quotas.listEngagements': '4',
    'quotas.listPageReceipts': '5',
    'quotas.other': '6',
    'metrics.contactLabel': 'hash',
    'metrics.exemplars': 'false',
    'metrics.createdSamples': 'true',
    'metrics.nativeHistograms': 'false',
    'metrics.nativeHistogramSchema': '-4',
    'metrics.nativeHistogramMaxBuckets': '10000',
    'metrics.deliveryBuckets': '1, 2.5',
    'metrics.acknowledgeBuckets': '3,4',
    'activity.enabled': 'false',
    'activity.lookback': '5m',
    'collectors.receipts': 'false',
    'collectors.rotations': 'false',
    'sharding.ordinal': '1',
    'sharding.total': '2',
    targets: '[{ name: a, region: us-east-2, discover: { enabled: true } }]',
    teams: '[{ name: a, contacts: [] }]',
  };
  const settings = settingsOf(schema);
  const shownValues = (config: Config) => flat(redacted(config));

  it('has a value in this test', () => {
    assert.deepEqual(
      settings.map(({ path }) => path),
      Object.keys(values),
    );
  });

  it('is set by its variable', async () => {
    const env = Object.fromEntries(settings.map(({ path, env: name }) => [name, values[path]]));
    const { targets, teams, ...shown } = shownValues(await configOf('', { env }));
    const lists = { targets: values['targets'], teams: values['teams'] };
    assert.deepEqual({ ...shown, ...lists }, { ...values, 'metrics.deliveryBuckets': '1,2.5' });
    assert.match(`${targets} ${teams}`, /^\[object.*\] \[object.*\]$/);
  });

  it('is set by its flag, unless it is a list', async () => {
    const scalars = settings.filter(({ flag }) => flag !== undefined).map(({ path }) => path);
    const flags = Object.fromEntries(scalars.map((path) => [path, values[path] ?? '']));
    const shown = shownValues(await configOf('', { flags }));
    assert.deepEqual(Object.fromEntries(scalars.map((path) => [path, shown[path]])), flags);
  });

  it('has a sentence that explains it', () => {
    assert.deepEqual(
      settings.filter(({ doc }) => !/^[A-Z].*\.$/.test(doc)).map(({ path }) => path),
      [],
    );
  });
});

/** Values as text by path. */
function flat(group: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(group).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value, `${prefix}${key}.`))
        : [[prefix + key, String(value)]],
    ),
  );
}
