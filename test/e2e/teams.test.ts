import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Simulator } from '../../src/simulator/server.js';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { absencesIn } from './absences.js';
import { labelsOf } from './expected-metrics.js';
import { accountOf, arns, person } from './scripted-account.js';
import { pick, seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const [akua, diego, efua, ana] = [person('akuam'), person('diegor'), person('efuao'), person('anas')];
const people = [akua, diego, efua, ana];
const teams = [
  { name: 'payments', contacts: [akua.arn, diego.arn] },
  // One that nobody follows may be in a team.
  { name: 'Search & more', contacts: [efua.arn, arns.contact('nobody')] },
  { name: 'nobody yet' },
];

const teamsIn = (series: Series) => pick(series, (key) => key.startsWith('ssm_contacts_contact_team'));

/** The series of the team that a contact is in. */
const teamOf = (contact: ContactStory) => {
  const team = contact === efua ? 'Search & more' : 'payments';
  return { [seriesOf('ssm_contacts_contact_team', { ...labelsOf(contact), team })]: 1 };
};

describe('the teams of contacts', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  /** Names Akua and discovers the others. */
  function configWith(simulator: Simulator, sections: Readonly<Record<string, object>> = {}) {
    const target = { ...targetFor(simulator), contacts: [akua.arn], discover: { enabled: true, refresh: '200ms' } };
    return { ...configFor(simulator, bed.path('ledger'), sections), targets: [target], teams };
  }

  it('are shown of those that are followed, named or discovered, while they are', async () => {
    const world = accountOf(people);
    const away = absencesIn(world);
    const exporter = await bed.start(configWith(await bed.simulate({ world })));
    const everybody = teamsIn(await swept(exporter, people));
    away.add(diego.arn);
    const contact = seriesOf('ssm_contacts_up', labelsOf(diego));
    const withoutDiego = await waitFor('a contact to be let go of', async () => {
      const series = await exporter.scrape();
      return !(contact in series) && teamsIn(series);
    });

    const ofOthers = { ...teamOf(akua), ...teamOf(efua) };
    assert.deepEqual([everybody, withoutDiego], [{ ...ofOthers, ...teamOf(diego) }, ofOthers]);
  });

  it('are shown by the shard that follows the contact, and by no other', async () => {
    const simulator = await bed.simulate({ world: accountOf(people) });
    const shards = await Promise.all(
      [0, 1].map(async (ordinal) => {
        const sections = { sharding: { ordinal, total: 2 }, ledger: { path: bed.path(`shard-${ordinal}`) } };
        const exporter = await bed.start(configWith(simulator, sections));
        await waitFor('contacts to be found', () => exporter.log().includes('contacts discovered'));
        const series = await exporter.scrape();
        return { series, followed: people.filter((each) => seriesOf('ssm_contacts_up', labelsOf(each)) in series) };
      }),
    );

    const expected = shards.map(({ followed }) =>
      followed.flatMap((each) => (each === ana ? [] : Object.keys(teamOf(each)))).sort(),
    );
    assert.deepEqual(
      shards.map(({ series }) => Object.keys(teamsIn(series)).sort()),
      expected,
    );
    assert.deepEqual(
      expected.flat().sort(),
      Object.keys({ ...teamOf(akua), ...teamOf(diego), ...teamOf(efua) }).sort(),
    );
    assert.deepEqual(
      expected.map(({ length }) => length > 0),
      [true, true],
    );
  });

  it('are shown of hashed contacts without their names', async () => {
    const simulator = await bed.simulate({ world: accountOf([akua]) });
    const config = configWith(simulator, { metrics: { contactLabel: 'hash' } });
    const { code, stdout } = await bed.run(['once', `--config.file=${await bed.write(config)}`]);
    const contact = createHash('sha256').update(akua.arn).digest('hex').slice(0, 16);
    assert.equal(code, 0);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('ssm_contacts_contact_team')),
      [
        `ssm_contacts_contact_team{contact="${contact}",aws_account_id="111122223333",aws_region="us-east-2",team="payments"} 1`,
      ],
    );
  });
});
