import assert from 'node:assert/strict';
import { nothing, numbersOf, ofDelivery, ofOpenPage, ofReadPage } from './numbers.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

describe('nonsense in place of times', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('is reported, counts nothing and takes nothing back', async () => {
    const akua = person('akuam');
    const page = livePage(akua, 'p');
    page.deliveredAt = after(page, 1);
    const simulator = await bed.simulate({ world: accountOf([akua], [page]) });
    const exporter = await bed.start(configFor(simulator, bed.path('ledger')));
    const before = numbersOf(await swept(exporter, [akua]), akua);

    // Both listings that show pages: what one of them says well is counted, whatever the other says.
    simulator.setFaults(
      (['ListPagesByContact', 'ListPagesByEngagement'] as const).map((operation) => ({
        kind: 'nonsense-times',
        operation,
      })),
    );
    page.readAt = after(page, 30);
    const malformed = seriesOf('ssm_contacts_exporter_api_malformed_items_total', { operation: 'ListPagesByContact' });
    await waitFor('nonsense to be reported', async () => ((await exporter.scrape())[malformed] ?? 0) > 3);
    const meanwhile = numbersOf(await exporter.scrape(), akua);
    simulator.setFaults([]);
    const then = numbersOf(await swept(exporter, [akua]), akua);

    const open = { ...nothing, ...ofOpenPage(page), ...ofDelivery(1) };
    const read = { ...nothing, ...ofReadPage(30), ...ofDelivery(1) };
    assert.deepEqual([before, meanwhile, then], [open, open, read]);
  });
});
