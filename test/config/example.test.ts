import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { schema, targetSchema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { configOf } from './loaded.js';

const example = await readFile(new URL('../../config/example.yaml', import.meta.url), 'utf8');
const demo = await readFile(new URL('../../config/demo.yaml', import.meta.url), 'utf8');
const policy = await readFile(new URL('../../config/iam-policy.json', import.meta.url), 'utf8');

function pathsOf(group: object, prefix = ''): string[] {
  return Object.entries(group).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pathsOf(value, `${prefix}${key}.`)
      : [prefix + key],
  );
}

describe('example.yaml', () => {
  it('has the default of every key except the targets', async () => {
    const { targets, ...others } = await configOf(example);
    const { targets: none, ...defaults } = await configOf('');
    assert.deepEqual(others, defaults);
    assert.deepEqual([targets.map(({ name }) => name), none], [['production'], []]);
  });

  it('names every key and no other, in the order of the schema', () => {
    assert.deepEqual(
      pathsOf(parse(example) as object),
      settingsOf(schema).map(({ path }) => path),
    );
  });

  it('names every key of a target and no other', () => {
    const { targets } = parse(example) as { targets: object[] };
    assert.deepEqual(
      targets.map((target) => pathsOf(target)),
      [settingsOf(targetSchema).map(({ path }) => path)],
    );
  });
});

describe('demo.yaml', () => {
  it('polls fast, keeps nothing and finds its contacts', async () => {
    const { web, poll, ledger, targets } = await configOf(demo);
    assert.deepEqual(
      [web.listen, poll.intervalMs, ledger.path, ledger.history],
      [{ host: '127.0.0.1', port: 10911 }, 150, '', 'count'],
    );
    assert.deepEqual(targets, [
      {
        name: 'demo',
        region: 'us-east-2',
        roleArn: '',
        externalId: '',
        endpoint: '',
        contacts: [],
        discover: { enabled: true, aliasPrefix: '', refreshMs: 60_000 },
      },
    ]);
  });
});

describe('iam-policy.json', () => {
  it('allows the calls that the exporter makes, and only those', () => {
    const { Statement } = JSON.parse(policy) as { Statement: { Action: string | string[]; Effect: string }[] };
    assert.deepEqual(
      Statement.flatMap(({ Action, Effect }) => [Action].flat().map((action) => `${Effect} ${action}`)),
      ['Allow ssm-contacts:ListContacts', 'Allow ssm-contacts:GetContact', 'Allow ssm-contacts:ListPagesByContact'],
    );
  });
});
