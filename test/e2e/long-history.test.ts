import assert from 'node:assert/strict';
import { nothing, numbersOf } from './numbers.js';
import { startProbed } from './probed.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import { configFor, liftedQuotas } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const pageCount = 100_000;
/** Nobody has answered the latest. */
const openCount = 50;
/** Requests per second of what follows engagements, as AWS grants them: only sweeps are to be fast here. */
const quotas = { ...liftedQuotas, listPagesByEngagement: 2, listEngagements: 2 };

describe(`a contact with ${pageCount} pages`, function () {
  this.timeout(120_000);
  const bed = useTestBed('test');

  it('is counted to the last page, and the process stays small', async () => {
    const akua = person('akuam');
    const pages = Array.from({ length: pageCount }, (_, index) => {
      const page = livePage(akua, String(index), { secondsAgo: 80_000 - index / 2 });
      if (index < pageCount - openCount) page.readAt = after(page, 30);
      return page;
    });
    const simulator = await bed.simulate({ world: accountOf([akua], pages) });
    const file = await bed.write(configFor(simulator, bed.path('ledger'), { quotas }));
    const begunAt = performance.now();
    const exporter = await startProbed([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'], bed.spawn);
    const before = await exporter.sample();
    const answered = pageCount - openCount;
    await waitFor('half of the pages', async () => numbersOf(await exporter.scrape(), akua).sent > pageCount / 2);
    const numbers = await waitFor('a sweep to its end', async () => {
      const shown = numbersOf(await exporter.scrape(), akua);
      return shown.engagementsAcknowledged > 0 && shown;
    });
    const seconds = (performance.now() - begunAt) / 1000;
    const { heapUsed, rss, p99Ms, maxMs } = await exporter.sample();
    const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
    console.log(
      `      counted in ${seconds.toFixed(1)} s; heap ${mebibytes(heapUsed)}, RSS ${mebibytes(rss)}; ` +
        `event loop late by ${p99Ms.toFixed(0)} ms (p99), ${maxMs.toFixed(0)} ms (most)`,
    );

    assert.deepEqual(numbers, {
      ...nothing,
      sent: pageCount,
      acknowledged: answered,
      acknowledge: [30 * answered, answered],
      unread: openCount,
      undelivered: openCount,
      oldestUnread: (pages[answered]?.sends[0] ?? NaN) / 1000,
      engagements: pageCount,
      engagementsAcknowledged: answered,
      engagementsUnacknowledged: openCount,
      oldestUnacknowledged: (pages[answered]?.sends[0] ?? NaN) / 1000,
      engagementAcknowledge: [30 * answered, answered],
    });
    // Settled pages are on the disk alone.
    assert.ok(heapUsed - before.heapUsed < 16 * 2 ** 20, `the heap has grown by ${heapUsed - before.heapUsed} bytes`);
  });
});
