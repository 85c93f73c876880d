import assert from 'node:assert/strict';
import { createArns } from '../../src/simulator/world/arn.js';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { absencesIn } from './absences.js';
import { nothing, numbersOf } from './numbers.js';
import type { Numbers } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import type { LivePage } from './scripted-account.js';
import { labelsOf } from './expected-metrics.js';
import { seriesOf } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const answered = (...seconds: readonly number[]): Numbers => {
  const duration = [seconds.reduce((sum, each) => sum + each, 0), seconds.length] as const;
  const count = seconds.length;
  return {
    ...nothing,
    sent: count,
    acknowledged: count,
    acknowledge: duration,
    engagements: count,
    engagementsAcknowledged: count,
    engagementAcknowledge: duration,
  };
};

/** Has a page listed as if it were another one. */
function asIf(page: LivePage, { arn, engagementArn, contactArn }: LivePage): void {
  Object.assign(page, { arn, engagementArn, contactArn });
}

describe('a page that is listed more than once', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const [akua, diego] = [person('akuam'), person('diegor')];

  it('counts once when one answer shows it twice', async () => {
    const [page, twin] = [livePage(akua, 'p'), livePage(akua, 'twin')];
    const world = accountOf([akua], [page, twin]);
    asIf(twin, page);
    for (const each of [page, twin]) each.readAt = after(page, 30);
    const exporter = await bed.start(configFor(await bed.simulate({ world }), bed.path('ledger')));
    assert.deepEqual(numbersOf(await swept(exporter, [akua]), akua), answered(30));
  });

  it('counts for the first contact alone when it moves to another', async () => {
    const [page, moved] = [livePage(akua, 'p'), livePage(diego, 'moved')];
    const world = accountOf([akua, diego], [page]);
    const exporter = await bed.start(configFor(await bed.simulate({ world }), bed.path('ledger')));
    await swept(exporter, [akua, diego]);
    world.add({ pages: [moved] });
    Object.assign(moved, { arn: page.arn, engagementArn: page.engagementArn });
    moved.readAt = after(page, 20);
    // Akua's listing shows it no longer.
    page.sends = [Date.now() + 3_600_000];
    await swept(exporter, [akua, diego]);
    const series = await swept(exporter, [akua, diego]);
    assert.deepEqual([numbersOf(series, akua), numbersOf(series, diego)], [answered(20), nothing]);
  });

  it('counts once when two targets of different regions list it, whichever contact it names there', async () => {
    const europe = createArns({ accountId: '111122223333', region: 'eu-west-1' });
    const replica: ContactStory = { ...akua, arn: europe.contact(akua.alias) };
    const pages = [livePage(akua, 'one'), livePage(akua, 'two')] as const;
    const replicas = [livePage(replica, 'one'), livePage(replica, 'two')] as const;
    const [home, abroad] = [accountOf([akua], pages), accountOf([replica], replicas)];
    replicas.forEach((each, index) => asIf(each, pages[index] ?? each));
    // The second names the contact of its own region.
    replicas[1].contactArn = replica.arn;
    for (const page of [...pages, ...replicas]) page.readAt = after(page, 30);
    const simulators = [await bed.simulate({ world: home }), await bed.simulate({ world: abroad })] as const;
    const targets = [targetFor(simulators[0], 'home'), { ...targetFor(simulators[1], 'abroad'), region: 'eu-west-1' }];
    const exporter = await bed.start({ ...configFor(simulators[0], bed.path('ledger')), targets });
    const series = await swept(exporter, [akua, replica]);
    const [here, there] = [numbersOf(series, akua), numbersOf(series, replica)];
    // Whoever lists the second one first counts it.
    assert.deepEqual([here.sent + there.sent, here.acknowledged + there.acknowledged], [2, 2]);
    assert.deepEqual([here.engagements + there.engagements, series['ssm_contacts_exporter_ledger_pages']], [2, 2]);
    assert.ok(here.sent >= 1, 'the first one names the contact of this region');
  });
});

describe('a contact that is removed and created again with the same alias', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const [akua, diego] = [person('akuam'), person('diegor')];

  for (const how of ['named', 'discovered'] as const) {
    it(`goes on with its totals, and counts its new pages, when it is ${how}`, async () => {
      const old = livePage(akua, 'old');
      old.readAt = after(old, 30);
      const world = accountOf([akua, diego], [old]);
      const away = absencesIn(world);
      const simulator = await bed.simulate({ world });
      const target = targetFor(simulator);
      const discovering = { ...target, contacts: [], discover: { enabled: true, refresh: '200ms' } };
      const config = configFor(simulator, bed.path('ledger'));
      const exporter = await bed.start({ ...config, targets: [how === 'named' ? target : discovering] });
      const before = numbersOf(await swept(exporter, [akua]), akua);

      away.add(akua.arn);
      const up = seriesOf('ssm_contacts_up', labelsOf(akua));
      // One that is named fails and keeps its series; one that was discovered has none while it is not listed.
      const gone = how === 'named' ? 0 : undefined;
      await waitFor('the contact to be gone', async () => (await exporter.scrape())[up] === gone);
      // Its pages have gone with it.
      old.sends = [Date.now() + 3_600_000];
      const fresh = livePage(akua, 'fresh');
      fresh.readAt = after(fresh, 12);
      world.add({ pages: [fresh] });
      away.clear();
      await swept(exporter, [akua]);
      const then = numbersOf(await swept(exporter, [akua]), akua);

      assert.deepEqual([before, then], [answered(30), answered(30, 12)]);
    });
  }
});
