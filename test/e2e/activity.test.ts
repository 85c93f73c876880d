import assert from 'node:assert/strict';
import type { ContactStory } from '../../src/simulator/world/story.js';
import { expectedMetrics, labelsOf } from './expected-metrics.js';
import type { Exporter } from './exporter-process.js';
import { nothing, numbersOf } from './numbers.js';
import { createRush, expectationOf, rushSections, unreadWindowMs } from './rush.js';
import { accountOf, livePage, person } from './scripted-account.js';
import type { LivePage } from './scripted-account.js';
import { seriesOf, withoutTimes } from './scrape.js';
import type { Series } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor, waitUntil } from './wait.js';

/** No second sweep of a contact comes in a test; looks for engagements come every five seconds. */
const seldom = { poll: { interval: '5m' } };

const engagementOf = ({ engagementArn: arn, contactArn, sends }: LivePage) => ({
  arn,
  contactArn,
  sender: 'cli',
  startAt: sends[0],
});

/** How a page counts among what is open, and with it its engagement. */
const open = ({ sends }: LivePage) => ({
  unread: 1,
  undelivered: 1,
  oldestUnread: sends[0] / 1000,
  engagementsUnacknowledged: 1,
  oldestUnacknowledged: sends[0] / 1000,
});

async function activityUp(exporter: Exporter) {
  const series = await exporter.scrape();
  return ['ListEngagements', 'ListPagesByEngagement'].map(
    (operation) => series[seriesOf('ssm_contacts_exporter_activity_up', { target: 'simulated', operation })],
  );
}

describe('following engagements', function () {
  this.timeout(90_000);
  const bed = useTestBed('test');
  const akua = person('akuam');

  it('leaves all to the sweeps when it is denied, and says so once', async () => {
    const world = accountOf([akua]);
    const simulator = await bed.simulate({
      world,
      faults: (['ListEngagements', 'ListPagesByEngagement'] as const).map((operation) => ({
        kind: 'denied',
        operation,
      })),
    });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger')));
    await swept(exporter, [akua]);
    const page = livePage(akua, 'p', { secondsAgo: 0 });
    world.add({ engagements: [engagementOf(page)], pages: [page] });
    const first = numbersOf(await swept(exporter, [akua]), akua);
    page.readAt = page.sends[0] + 2000;
    await waitUntil(page.readAt + 1);
    const then = numbersOf(await swept(exporter, [akua]), akua);
    await waitFor('three refusals', () => (simulator.requests().ListEngagements?.['AccessDeniedException'] ?? 0) > 2);
    const up = await activityUp(exporter);
    const told = exporter.log().split('\n');

    const counted = { ...nothing, sent: 1, engagements: 1 };
    assert.deepEqual(
      [first, then],
      [
        { ...counted, ...open(page) },
        { ...counted, acknowledged: 1, acknowledge: [2, 1], engagementsAcknowledged: 1, engagementAcknowledge: [2, 1] },
      ],
    );
    assert.deepEqual(up, [0, 0]);
    assert.deepEqual(
      ['ListEngagements', 'ListPagesByEngagement'].map(
        (operation) =>
          told.filter((line) => line.includes('engagements cannot be followed') && line.includes(`"${operation}"`))
            .length,
      ),
      [1, 1],
    );
  });

  it("counts a page, its delivery and its answer without waiting for its contact's turn", async () => {
    const world = accountOf([akua]);
    const simulator = await bed.simulate({ world });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), seldom));
    await waitFor('the first sweep', async () => isUp(await exporter.scrape(), akua));
    const sweeps = simulator.requests().ListPagesByContact;

    const page = livePage(akua, 'p', { secondsAgo: 0 });
    world.add({ engagements: [engagementOf(page)], pages: [page] });
    const sent = await waitFor('the page', async () => {
      const numbers = numbersOf(await exporter.scrape(), akua);
      return numbers.sent === 1 && numbers;
    });
    page.deliveredAt = page.sends[0] + 1000;
    page.readAt = page.sends[0] + 3000;
    const read = await waitFor('its answer', async () => {
      const numbers = numbersOf(await exporter.scrape(), akua);
      return numbers.engagementsAcknowledged === 1 && numbers;
    });

    const counted = { ...nothing, sent: 1, engagements: 1 };
    assert.deepEqual(
      [sent, read],
      [
        { ...counted, ...open(page) },
        {
          ...counted,
          ...{ delivered: 1, delivery: [1, 1], acknowledged: 1, acknowledge: [3, 1] },
          ...{ engagementsAcknowledged: 1, engagementAcknowledge: [3, 1] },
        },
      ],
    );
    assert.deepEqual(simulator.requests().ListPagesByContact, sweeps);
    assert.deepEqual(await activityUp(exporter), [1, 1]);
  });

  it('and sweeping together count a rush to the last page, when listings come in scraps', async () => {
    const rush = createRush('scraps', 4000, { retryIntervalMs: 2000, incidentEveryMs: 400 });
    const simulator = await bed.simulate({ world: rush.world, maxItemsPerPage: 2, emptyPageShare: 0.2 });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger'), rushSections));
    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    const series = await swept(exporter, rush.stories.contacts);

    assert.deepEqual(withoutTimes(series), expectedMetrics(expectationOf(rush)));
    assert.deepEqual(await activityUp(exporter), [1, 1]);
    assert.ok((simulator.requests().ListPagesByEngagement?.['ok'] ?? 0) > rush.stories.engagements.length);
  });

  it('goes on with the pages that were open when the exporter was killed', async () => {
    // Without an engagement in the listings: only the ledger knows whom to follow.
    const page = livePage(akua, 'p', { secondsAgo: 0 });
    const simulator = await bed.simulate({ world: accountOf([akua], [page]) });
    const config = configFor(simulator, bed.path('ledger'), seldom);
    const first = await bed.start(config);
    await waitFor('the page', async () => numbersOf(await first.scrape(), akua).unread === 1);
    const { signal } = await first.end('SIGKILL');
    const followed = simulator.requests().ListPagesByEngagement?.['ok'] ?? 0;
    const second = await bed.start(config);
    await waitFor('the first sweep', async () => isUp(await second.scrape(), akua));
    page.readAt = Math.max(Date.now(), page.sends[0] + 1);
    const seconds = (page.readAt - page.sends[0]) / 1000;
    const read = await waitFor('its answer', async () => {
      const numbers = numbersOf(await second.scrape(), akua);
      return numbers.engagementsAcknowledged === 1 && numbers;
    });

    assert.equal(signal, 'SIGKILL');
    assert.deepEqual(read, {
      ...nothing,
      ...{ sent: 1, acknowledged: 1, acknowledge: [seconds, 1] },
      ...{ engagements: 1, engagementsAcknowledged: 1, engagementAcknowledge: [seconds, 1] },
    });
    assert.ok((simulator.requests().ListPagesByEngagement?.['ok'] ?? 0) > followed);
  });
});

function isUp(series: Series, contact: ContactStory): boolean {
  return series[seriesOf('ssm_contacts_up', labelsOf(contact))] === 1;
}
