import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parseCommandLine } from '../../src/config/command-line.js';
import { redacted } from '../../src/config/redacted.js';
import { schema, targetSchema, teamSchema } from '../../src/config/schema.js';
import { settingsOf } from '../../src/config/setting.js';
import { operations } from '../../src/core/operation.js';
import { createPeople } from '../../src/simulator/generate/people.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import { createTeams } from '../../src/simulator/generate/team.js';
import { createArns } from '../../src/simulator/world/arn.js';
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
  it('has the default of every key except the targets and the teams', async () => {
    const { targets, teams, ...others } = await configOf(example);
    const { targets: noTargets, teams: noTeams, ...defaults } = await configOf('');
    assert.deepEqual(others, defaults);
    assert.deepEqual([targets.map(({ name }) => name), noTargets], [['production'], []]);
    assert.deepEqual([teams.map(({ name }) => name), noTeams], [['payments'], []]);
  });

  it('names every key and no other, in the order of the schema', () => {
    assert.deepEqual(
      pathsOf(parse(example) as object),
      settingsOf(schema).map(({ path }) => path),
    );
  });

  it('names every key of a target and of a team, and no other', () => {
    const { targets, teams } = parse(example) as { targets: object[]; teams: object[] };
    assert.deepEqual(
      [targets, teams].map((list) => list.map((element) => pathsOf(element))),
      [targetSchema, teamSchema].map((tree) => [settingsOf(tree).map(({ path }) => path)]),
    );
  });
});

describe('demo.yaml', () => {
  it('polls fast, keeps nothing and finds its contacts', async () => {
    const { web, poll, quotas, ledger, targets } = await configOf(demo);
    assert.deepEqual(
      [web.listen, poll.intervalMs, ledger.path, ledger.history],
      [[{ host: '127.0.0.1', port: 10911 }], 150, '', 'count'],
    );
    assert.deepEqual(quotas, {
      ...{ share: 1, listPagesByContact: 10_000, listPagesByEngagement: 10_000, listEngagements: 10_000 },
      ...{ listPageReceipts: 1, other: 10_000 },
    });
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

describe('the teams of demo.yaml', () => {
  it('are those of the simulated account as the demo makes it', async () => {
    const line = parseCommandLine(['demo']);
    const { seed, people: count, accountId, region } = 'simulator' in line ? line.simulator : assert.fail();
    const arns = createArns({ accountId, region });
    const people = createPeople(count, arns, createRandom(seed, 'people'));
    const simulated = createTeams(people, arns, 0, createRandom(seed, 'teams')).map(({ plan, members }) => ({
      name: plan.alias.replace('-escalation', ''),
      contacts: members.map(({ contact }) => contact.arn),
    }));
    assert.deepEqual(redacted(await configOf(demo)).teams, simulated);
  });
});

describe('iam-policy.json', () => {
  it('allows the calls that the exporter makes, each on what it is about, and only those', () => {
    const { Statement } = JSON.parse(policy) as { Statement: Record<'Action' | 'Resource', string | string[]>[] };
    const contacts = 'arn:aws:ssm-contacts:*:111122223333:contact/*';
    const engagements = 'arn:aws:ssm-contacts:*:111122223333:engagement/*';
    const allowed = Statement.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, Resource]));
    assert.deepEqual(allowed, [
      ['ssm-contacts:ListContacts', '*'],
      ['ssm-contacts:ListEngagements', '*'],
      ['ssm-contacts:GetContact', contacts],
      ['ssm-contacts:ListPagesByContact', contacts],
      ['ssm-contacts:ListPagesByEngagement', engagements],
    ]);
    const called = operations.map((operation) => `ssm-contacts:${operation}`);
    assert.deepEqual(allowed.map(([action]) => action).sort(), called.sort());
  });
});
