import assert from 'node:assert/strict';
import { changedKeys, restartProblems } from '../../src/config/changes.js';
import { problemLine } from '../../src/config/problem.js';
import { schema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { configOf } from './loaded.js';

const target = (keys: string) => `targets: [{ name: a, region: us-east-2, discover: { enabled: true }, ${keys} }]`;
const role = 'roleArn: "arn:aws:iam::111122223333:role/a"';
const arn = 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam';

const between = async (before: string, after: string) => changedKeys(await configOf(before), await configOf(after));

describe('the keys that have changed', () => {
  const rows: [before: string, after: string, expected: string[]][] = [
    ['{}', 'poll: { interval: 60s }', []],
    ['poll: { interval: 60s }', 'poll: { interval: 1m }', []],
    ['{}', '{ poll: { interval: 1h }, log: { level: warn } }', ['log.level', 'poll.interval']],
    ['{}', 'metrics: { deliveryBuckets: [1, 2] }', ['metrics.deliveryBuckets']],
    ['{}', '{ sharding: { ordinal: 1, total: 2 } }', ['sharding.ordinal', 'sharding.total']],
    ['{}', 'teams: [{ name: a }]', ['teams']],
    [
      `{ metrics: { contactLabel: hash }, teams: [{ name: a, contacts: ["${arn}"] }] }`,
      `{ metrics: { contactLabel: hash }, teams: [{ name: a, contacts: ["${arn}2"] }] }`,
      ['teams'],
    ],
    [target(''), target('contacts: ["' + arn + '"]'), ['targets']],
    [target(`${role}, externalId: one`), target(`${role}, externalId: two`), ['targets']],
    [target('endpoint: "http://u:one@host"'), target('endpoint: "http://u:two@host"'), ['targets']],
  ];
  for (const [before, after, expected] of rows) {
    it(`from ${before} to ${after} are ${expected.join(', ')}`, async () =>
      assert.deepEqual(await between(before, after), expected));
  }
});

describe('what needs a restart', () => {
  it('is all that only the start reads', () => {
    const paths = settingsOf(schema).flatMap(({ path, needsRestart }) => (needsRestart === true ? path : []));
    const ofWeb = settingsOf(schema).flatMap(({ path }) => (path.startsWith('web.') ? path : []));
    assert.deepEqual(paths, [...ofWeb, 'log.format', 'ledger.path']);
  });

  it('is told with what it is and what it would be', async () => {
    const after = '{ web: { telemetryPath: /m }, ledger: { path: "" }, poll: { interval: 1h } }';
    assert.deepEqual(restartProblems(await configOf('{}'), await configOf(after)).map(problemLine), [
      'web.telemetryPath: needs a restart to change from "/metrics" to "/m"',
      'ledger.path: needs a restart to change from "./data/ledger" to empty',
    ]);
  });
});
