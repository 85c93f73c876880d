import assert from 'node:assert/strict';
import { problemsOf } from './loaded.js';

const arn = 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam';
const good = `name: a, region: us-east-2, contacts: ["${arn}"]`;
const discovering = 'name: a, region: us-east-2, discover: { enabled: true }';
const duration = 'a duration such as 30s or 1h30m';
const wantedArn = "a contact's ARN such as arn:aws:ssm-contacts:us-east-2:111122223333:contact/ALIAS";
const roleArn = "must be an IAM role's ARN such as arn:aws:iam::111122223333:role/NAME";
const path = 'must be a path such as /metrics, not / /status /config, and none below /-/ /api/ /assets/';
const addresses =
  'must be an address such as :10911, 127.0.0.1:10911, [::1]:10911 or unix:/run/exporter.sock, or a list of addresses';
const hosts = 'must be a list of names of hosts such as exporter.example.com or *.example.com, without ports';
const buckets = 'must be a list of rising numbers above 0';
const schema = 'must be a whole number from -4 to 8';
const maxBuckets = 'must be a whole number from 10 to 10000';

describe('problems of keys', () => {
  const rows: [text: string, expected: string[]][] = [
    ['webb: {}', ['webb: unknown key']],
    ['web: { listenAdress: ":1" }', ['web.listenAdress: unknown key']],
    ['web: []', ['web: must be a mapping of keys, is []']],
    ['log: { level: loud }', ['log.level: must be one of fatal, error, warn, info, debug, trace, is "loud"']],
    ['log: { format: 3 }', ['log.format: must be one of json, logfmt, pretty, is 3']],
    ['log: { level: }', ['log.level: must be one of fatal, error, warn, info, debug, trace, is empty']],
    ['web: { listenAddress: 10911 }', [`web.listenAddress: ${addresses}, is 10911`]],
    ['web: { listenAddress: [] }', [`web.listenAddress: ${addresses}, is []`]],
    ['web: { listenAddress: [":1", 2] }', [`web.listenAddress: ${addresses}, is [":1", 2]`]],
    ['web: { listenAddress: "unix:" }', [`web.listenAddress: ${addresses}, is "unix:"`]],
    ['web: { listenAddress: [":1", "[::1]:2", "unix:/run/a.sock"] }', []],
    ['web: { allowedHosts: ["a.example.com:80"] }', [`web.allowedHosts: ${hosts}, is ["a.example.com:80"]`]],
    ['web: { allowedHosts: a }', []],
    ['web: { allowedHosts: ["*", "*.example.com", "*.a.b-c.example.com", "a_b.example", "192.0.2.1"] }', []],
    ...['*example.com', 'a.*.example.com', '*.*.example.com', '*.', '**', '.example.com', 'a..b', '*.a.', 'a b'].map(
      (name): [string, string[]] => [
        `web: { allowedHosts: ["${name}"] }`,
        [`web.allowedHosts: ${hosts}, is ["${name}"]`],
      ],
    ),
    ['web: { configFile: web.yml }', []],
    ['web: { telemetryPath: metrics }', [`web.telemetryPath: ${path}, is "metrics"`]],
    ['web: { telemetryPath: / }', [`web.telemetryPath: ${path}, is "/"`]],
    ['web: { telemetryPath: /-/ready }', [`web.telemetryPath: ${path}, is "/-/ready"`]],
    ['web: { telemetryPath: /Status }', [`web.telemetryPath: ${path}, is "/Status"`]],
    ['web: { telemetryPath: "/:id" }', [`web.telemetryPath: ${path}, is "/:id"`]],
    ['web: { maxRequests: 0 }', ['web.maxRequests: must be a whole number of at least 1, is 0']],
    ['poll: { concurrency: 101 }', ['poll.concurrency: must be a whole number from 1 to 100, is 101']],
    ['poll: { concurrency: 1.5 }', ['poll.concurrency: must be a whole number from 1 to 100, is 1.5']],
    ['poll: { concurrency: true }', ['poll.concurrency: must be a whole number from 1 to 100, is true']],
    ['poll: { interval: 60 }', [`poll.interval: must be ${duration} from 100ms to 1w, is 60`]],
    ['poll: { interval: 99ms }', [`poll.interval: must be ${duration} from 100ms to 1w, is "99ms"`]],
    ['poll: { interval: 30d }', [`poll.interval: must be ${duration} from 100ms to 1w, is "30d"`]],
    ['poll: { requestTimeout: 0s }', [`poll.requestTimeout: must be ${duration} from 1ms to 1h, is "0s"`]],
    ['ledger: { path: 3 }', ['ledger.path: must be text, is 3']],
    ['ledger: { history: all }', ['ledger.history: must be one of baseline, count, is "all"']],
    ['quotas: { share: 0 }', ['quotas.share: must be a number above 0 and at most 1, is 0']],
    ['quotas: { share: 1.1 }', ['quotas.share: must be a number above 0 and at most 1, is 1.1']],
    ['quotas: { other: -1 }', ['quotas.other: must be a number above 0, is -1']],
    ['quotas: { other: .inf }', ['quotas.other: must be a number above 0, is Infinity']],
    ['quotas: { other: .nan }', ['quotas.other: must be a number above 0, is NaN']],
    ['metrics: { contactLabel: name }', ['metrics.contactLabel: must be one of alias, arn, hash, is "name"']],
    ['metrics: { createdSamples: no }', ['metrics.createdSamples: must be true or false, is "no"']],
    ['metrics: { nativeHistograms: 1 }', ['metrics.nativeHistograms: must be true or false, is 1']],
    ['metrics: { nativeHistogramSchema: -5 }', [`metrics.nativeHistogramSchema: ${schema}, is -5`]],
    ['metrics: { nativeHistogramSchema: -4 }', []],
    ['metrics: { nativeHistogramSchema: 8 }', []],
    ['metrics: { nativeHistogramSchema: 9 }', [`metrics.nativeHistogramSchema: ${schema}, is 9`]],
    ['metrics: { nativeHistogramSchema: 0.5 }', [`metrics.nativeHistogramSchema: ${schema}, is 0.5`]],
    ['metrics: { nativeHistogramMaxBuckets: 9 }', [`metrics.nativeHistogramMaxBuckets: ${maxBuckets}, is 9`]],
    ['metrics: { nativeHistogramMaxBuckets: 10 }', []],
    ['metrics: { nativeHistogramMaxBuckets: 10000 }', []],
    ['metrics: { nativeHistogramMaxBuckets: 10001 }', [`metrics.nativeHistogramMaxBuckets: ${maxBuckets}, is 10001`]],
    ['metrics: { deliveryBuckets: [] }', [`metrics.deliveryBuckets: ${buckets}, is []`]],
    ['metrics: { deliveryBuckets: [1, 1] }', [`metrics.deliveryBuckets: ${buckets}, is [1, 1]`]],
    ['metrics: { deliveryBuckets: [2, 1] }', [`metrics.deliveryBuckets: ${buckets}, is [2, 1]`]],
    ['metrics: { deliveryBuckets: [0, 1] }', [`metrics.deliveryBuckets: ${buckets}, is [0, 1]`]],
    ['metrics: { deliveryBuckets: [1, .inf] }', [`metrics.deliveryBuckets: ${buckets}, is [1, Infinity]`]],
    ['metrics: { deliveryBuckets: [1, x] }', [`metrics.deliveryBuckets: ${buckets}, is [1, "x"]`]],
    ['metrics: { deliveryBuckets: 5 }', [`metrics.deliveryBuckets: ${buckets}, is 5`]],
    ['activity: { enabled: yes }', ['activity.enabled: must be true or false, is "yes"']],
    ['sharding: { total: 0 }', ['sharding.total: must be a whole number of at least 1, is 0']],
    ['sharding: { ordinal: -1 }', ['sharding.ordinal: must be a whole number of at least 0, is -1']],
    ['targets: {}', ['targets: must be a list']],
  ];
  for (const [text, expected] of rows) {
    it(text, async () => assert.deepEqual(await problemsOf(text), expected));
  }
});

describe('problems between keys', () => {
  const later = 'not available in this version;';
  const rows: [text: string, expected: string[]][] = [
    ['sharding: { ordinal: 2, total: 2 }', ['sharding.ordinal: must be less than sharding.total']],
    ['ledger: { retention: 23h }', ['ledger.retention: must be at least poll.unreadWindow']],
    ['{ ledger: { retention: 24h }, poll: { unreadWindow: 1d } }', []],
    ['{ sharding: { ordinal: 2, total: x } }', ['sharding.total: must be a whole number of at least 1, is "x"']],
    ['collectors: { receipts: true }', [`collectors.receipts: ${later} set it to false`]],
    ['collectors: { rotations: true }', [`collectors.rotations: ${later} set it to false`]],
  ];
  for (const [text, expected] of rows) {
    it(text, async () => assert.deepEqual(await problemsOf(text), expected));
  }
});

describe('problems of targets', () => {
  const rows: [targets: string, expected: string[]][] = [
    [`{ ${good} }`, []],
    [`{ ${discovering} }`, []],
    ['null', ['targets[0]: must be a mapping of keys, is empty']],
    ['a', ['targets[0]: must be a mapping of keys, is "a"']],
    [`{ ${good}, regoin: x }`, ['targets[0].regoin: unknown key']],
    [
      `{ contacts: ["${arn}"] }`,
      ['targets[0].name: must be a name, is empty', 'targets[0].region: must be a region such as us-east-2, is empty'],
    ],
    [
      `{ name: " ", region: Ohio, contacts: ["${arn}"] }`,
      ['targets[0].name: must be a name, is " "', 'targets[0].region: must be a region such as us-east-2, is "Ohio"'],
    ],
    ['{ name: a, region: us-east-2 }', ['targets[0]: needs contacts, or discover.enabled: true']],
    ['{ name: a, region: us-east-2, contacts: {} }', ['targets[0].contacts: must be a list']],
    [
      `{ name: a, region: us-east-2, contacts: ["${arn}", akuam, 3] }`,
      [
        `targets[0].contacts[1]: must be ${wantedArn}, is "akuam"`,
        `targets[0].contacts[2]: must be ${wantedArn}, is 3`,
      ],
    ],
    [
      `{ name: a, region: eu-west-1, contacts: ["${arn}"] }`,
      ['targets[0].contacts[0]: is in us-east-2, but its target is in eu-west-1'],
    ],
    [
      `{ name: a, region: us-east-2, contacts: ["${arn}", "${arn}"] }`,
      ['targets[0].contacts[1]: is the same as targets[0].contacts[0]'],
    ],
    [
      `{ ${good} }, { ${good.replace('name: a', 'name: b')} }`,
      ['targets[1].contacts[0]: is the same as targets[0].contacts[0]'],
    ],
    [`{ ${good} }, { ${discovering} }`, ['targets[1].name: is the same as targets[0].name']],
    [`{ ${good}, endpoint: "ftp://host" }`, ['targets[0].endpoint: must be an http:// or https:// URL']],
    [`{ ${good}, endpoint: "localhost:80" }`, ['targets[0].endpoint: must be an http:// or https:// URL']],
    [
      `{ ${good}, roleArn: "arn:aws:iam::111122223333:user/a" }`,
      [`targets[0].roleArn: ${roleArn}, is "arn:aws:iam::111122223333:user/a"`],
    ],
    [`{ ${good}, externalId: abc }`, ['targets[0].externalId: needs a roleArn beside it']],
    [
      `{ ${good}, externalId: 1234, roleArn: "arn:aws:iam::111122223333:role/a" }`,
      ['targets[0].externalId: must be text of 2 to 1224 letters, digits and _+=,.@:/-'],
    ],
    [
      `{ ${good}, discover: { refresh: 1 } }`,
      [`targets[0].discover.refresh: must be ${duration} from 100ms to 1w, is 1`],
    ],
  ];
  for (const [targets, expected] of rows) {
    it(targets, async () => assert.deepEqual(await problemsOf(`targets: [${targets}]`), expected));
  }
});

describe('problems of teams', () => {
  const diego = arn.replace('akuam', 'diegor');
  const wantedName = 'text of 1 to 255 characters, without spaces around it';
  const rows: [teams: string, expected: string[]][] = [
    [`{ name: a, contacts: ["${arn}", "${diego.replace('us-east-2', 'eu-west-1')}"] }`, []],
    ['{ name: a }', []],
    ['null', ['teams[0]: must be a mapping of keys, is empty']],
    ['a', ['teams[0]: must be a mapping of keys, is "a"']],
    ['{ name: a, contact: [] }', ['teams[0].contact: unknown key']],
    ['{ contacts: [] }', [`teams[0].name: must be ${wantedName}, is empty`]],
    ['{ name: 3 }', [`teams[0].name: must be ${wantedName}, is 3`]],
    ['{ name: " a" }', [`teams[0].name: must be ${wantedName}, is " a"`]],
    ['{ name: "a\\tb" }', [`teams[0].name: must be ${wantedName}, is "a\\tb"`]],
    ['{ name: "a\\0b" }', [`teams[0].name: must be ${wantedName}, is "a\\u0000b"`]],
    [`{ name: ${'🚒'.repeat(255)} }`, []],
    [`{ name: ${'a'.repeat(256)} }`, [`teams[0].name: must be ${wantedName}, is "${'a'.repeat(80)}…"`]],
    ['{ name: a }, { name: b }, { name: a }', ['teams[2].name: is the same as teams[0].name']],
    ['{ name: a, contacts: {} }', ['teams[0].contacts: must be a list']],
    [
      `{ name: a, contacts: ["${arn}", akuam, 3] }`,
      [`teams[0].contacts[1]: must be ${wantedArn}, is "akuam"`, `teams[0].contacts[2]: must be ${wantedArn}, is 3`],
    ],
    [`{ name: a, contacts: ["${arn}", "${arn}"] }`, ['teams[0].contacts[1]: is the same as teams[0].contacts[0]']],
    [
      `{ name: a, contacts: ["${arn}"] }, { name: b, contacts: ["${diego}", "${arn}"] }`,
      ['teams[1].contacts[1]: is the same as teams[0].contacts[0]'],
    ],
  ];
  for (const [teams, expected] of rows) {
    it(teams, async () => assert.deepEqual(await problemsOf(`teams: [${teams}]`), expected));
  }

  it('are not that a target names the same contact', async () => {
    const text = `targets: [{ ${good} }]\nteams: [{ name: a, contacts: ["${arn}"] }]`;
    assert.deepEqual(await problemsOf(text), []);
  });
});

describe('problems of several kinds', () => {
  it('are all reported at once', async () => {
    const text = 'log: { level: loud }\nextra: 1\nsharding: { ordinal: 1 }\ntargets: [{ name: a }]\n';
    assert.deepEqual(await problemsOf(text, { flags: { 'poll.interval': 'often' } }), [
      'extra: unknown key',
      'log.level: must be one of fatal, error, warn, info, debug, trace, is "loud"',
      `poll.interval: must be ${duration} from 100ms to 1w, is "often" (from --poll.interval)`,
      'sharding.ordinal: must be less than sharding.total',
      'targets[0].region: must be a region such as us-east-2, is empty',
      'targets[0]: needs contacts, or discover.enabled: true',
    ]);
  });

  const variables: [name: string, value: string, expected: string][] = [
    ['POLL_CONCURRENCY', '4abc', 'poll.concurrency: must be a whole number from 1 to 100, is "4abc"'],
    ['POLL_CONCURRENCY', '0x10', 'poll.concurrency: must be a whole number from 1 to 100, is "0x10"'],
    ['POLL_CONCURRENCY', '', 'poll.concurrency: must be a whole number from 1 to 100, is empty'],
    ['QUOTAS_SHARE', '0.5.1', 'quotas.share: must be a number above 0 and at most 1, is "0.5.1"'],
    ['METRICS_EXEMPLARS', 'on', 'metrics.exemplars: must be true or false, is "on"'],
    ['METRICS_DELIVERY_BUCKETS', '1,,2', `metrics.deliveryBuckets: ${buckets}, is [1, empty, 2]`],
    ['TARGETS', '[{ externalId: hidden', 'targets: must be a list'],
  ];
  for (const [name, value, expected] of variables) {
    it(`name the variable ${name}=${value}`, async () => {
      const variable = `SSM_CONTACTS_EXPORTER_${name}`;
      assert.deepEqual(await problemsOf('', { env: { [variable]: value } }), [`${expected} (from ${variable})`]);
    });
  }
});
