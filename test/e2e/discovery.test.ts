import assert from 'node:assert/strict';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import type { Simulator } from '../../src/simulator/server.js';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { infoSeries } from './expected-metrics.js';
import { nothing, numbersOf } from './numbers.js';
import { accountOf, livePage, person } from './scripted-account.js';
import { pick } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const infosOf = (series: Series) => pick(series, (key) => key.startsWith('ssm_contacts_contact_info'));

const infoOf = (contact: ContactStory) =>
  infoSeries(contact, { contact_arn: contact.arn, display_name: contact.displayName, contact_type: contact.type });

describe('discovery', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  /** A target that names nobody and looks for contacts all the time. */
  function discovering(simulator: Simulator, sections: Readonly<Record<string, object>> = {}, aliasPrefix = '') {
    const target = {
      ...targetFor(simulator),
      contacts: [],
      discover: { enabled: true, refresh: '200ms', aliasPrefix },
    };
    return { ...configFor(simulator, bed.path('ledger'), sections), targets: [target] };
  }

  it('follows contacts as they come, with what they are called', async () => {
    const akua = person('akuam');
    const world = accountOf([akua, { ...person('checkout'), type: 'ESCALATION' }]);
    const exporter = await bed.start(discovering(await bed.simulate({ world })));
    const first = infosOf(await swept(exporter, [akua]));

    const diego: ContactStory = { ...person('diegor'), displayName: 'Diego "the Quick" Ramírez \\ SRE' };
    world.add({ contacts: [diego], pages: [livePage(diego, 'p')] });
    const series = await swept(exporter, [akua, diego]);

    const escaped = { ...diego, displayName: 'Diego \\"the Quick\\" Ramírez \\\\ SRE' };
    assert.deepEqual([first, infosOf(series)], [{ [infoOf(akua)]: 1 }, { [infoOf(akua)]: 1, [infoOf(escaped)]: 1 }]);
    assert.deepEqual(
      [akua, diego].map((contact) => numbersOf(series, contact).sent),
      [0, 1],
    );
  });

  it('goes on with the contacts that it knows while it fails', async () => {
    const akua = person('akuam');
    const world = accountOf([akua]);
    const simulator = await bed.simulate({ world });
    const exporter = await bed.start(discovering(simulator));
    await swept(exporter, [akua]);

    simulator.setFaults([{ kind: 'internal', operation: 'ListContacts' }]);
    await waitFor('discovery to fail', () => exporter.log().includes('discovery fails'));
    const page = livePage(akua, 'p');
    page.readAt = page.sends[0] + 5000;
    world.add({ pages: [page] });
    const numbers = numbersOf(await swept(exporter, [akua]), akua);
    simulator.setFaults([]);
    await waitFor('discovery to work again', () => exporter.log().split('contacts discovered').length > 2);

    assert.deepEqual(numbers, {
      ...nothing,
      sent: 1,
      acknowledged: 1,
      acknowledge: [5, 1],
      engagements: 1,
      engagementsAcknowledged: 1,
      engagementAcknowledge: [5, 1],
    });
  });

  it('is shared out among shards without a gap or an overlap', async () => {
    const world = generateWorld({ seed: 'shards', phases: [], people: 20 });
    const simulator = await bed.simulate({ world, maxItemsPerPage: 7 });
    const people = world.contacts().filter(({ type }) => type === 'PERSONAL');
    const shards = await Promise.all(
      [0, 1].map(async (ordinal) => {
        const sections = { sharding: { ordinal, total: 2 }, ledger: { path: bed.path(`shard-${ordinal}`) } };
        const exporter = await bed.start(discovering(simulator, sections));
        await waitFor('contacts to be found', async () => Object.keys(infosOf(await exporter.scrape())).length > 0);
        return Object.keys(infosOf(await exporter.scrape()));
      }),
    );

    assert.deepEqual(shards.flat().sort(), people.map(infoOf).sort());
    assert.deepEqual(
      shards.map(({ length }) => length > 0),
      [true, true],
    );
  });

  it('takes only contacts whose alias begins as configured', async () => {
    const [akua, diego] = [person('akuam'), person('diegor')];
    const simulator = await bed.simulate({ world: accountOf([akua, diego]) });
    const exporter = await bed.start(discovering(simulator, {}, 'die'));

    assert.deepEqual(infosOf(await swept(exporter, [diego])), { [infoOf(diego)]: 1 });
  });
});
