import assert from 'node:assert/strict';
import { nothing, numbersOf } from './numbers.js';
import type { Numbers } from './numbers.js';
import { startProbed } from './probed.js';
import type { ProbedExporter } from './probed.js';
import { accountOf, after, livePage, person } from './scripted-account.js';
import type { LivePage } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';
import { configFor, liftedQuotas } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

/** By hand: `E2E_OPEN_PAGES=100000`, which takes minutes: what an answer costs grows with what is open. */
const pageCount = Number(process.env['E2E_OPEN_PAGES'] ?? 10_000);
const longestMs = pageCount * 10;
const followUpsPerSecond = 2;
/** Only sweeps are to be fast here. */
const quotas = { ...liftedQuotas, listPagesByEngagement: followUpsPerSecond, listEngagements: 2 };

/** What is held of an open page, its engagement, and who follows that; and beside them. */
const bytesPerPage = 4096;
const otherBytes = 16 * 2 ** 20;

const akua = person('akuam');

const sweepsIn = (series: Series) =>
  series[seriesOf('ssm_contacts_exporter_polls_total', { target: 'simulated' })] ?? NaN;
const followUpsIn = (series: Series) =>
  series[seriesOf('ssm_contacts_exporter_api_requests_total', { operation: 'ListPagesByEngagement' })] ?? NaN;

/** What is shown and held when so many more sweeps have ended. */
async function seenAfter(sweeps: number, exporter: ProbedExporter) {
  const wanted = sweepsIn(await exporter.scrape()) + sweeps;
  const isReached = async () => {
    const shown = await exporter.scrape();
    return sweepsIn(shown) >= wanted && shown;
  };
  const series = await waitFor(`${sweeps} sweeps`, isReached, () => exporter.log(), longestMs);
  const { heapUsed, p99Ms, maxMs } = await exporter.sample();
  console.log(
    `      heap ${(heapUsed / 2 ** 20).toFixed(0)} MiB; ` +
      `event loop late by ${p99Ms.toFixed(0)} ms (p99), ${maxMs.toFixed(0)} ms (most)`,
  );
  return { numbers: numbersOf(series, akua), followUps: followUpsIn(series), heapUsed };
}

/** What must be shown of these pages, of which the first `answered` were read after half a minute. */
function expectedOf(pages: readonly LivePage[], answered: number): Numbers {
  const open = pages.length - answered;
  return {
    ...nothing,
    sent: pages.length,
    unread: open,
    undelivered: open,
    oldestUnread: (pages[answered]?.sends[0] ?? NaN) / 1000,
    acknowledged: answered,
    acknowledge: [30 * answered, answered],
    engagements: pages.length,
    engagementsAcknowledged: answered,
    engagementsUnacknowledged: open,
    oldestUnacknowledged: (pages[answered]?.sends[0] ?? NaN) / 1000,
    engagementAcknowledge: [30 * answered, answered],
  };
}

describe(`a contact with ${pageCount} open pages`, function () {
  this.timeout(5 * longestMs);
  const bed = useTestBed('test');

  it('is swept to the end again and again, in bounded memory, and followed within the quota', async () => {
    const pages = Array.from({ length: pageCount }, (_, index) =>
      livePage(akua, String(index), { secondsAgo: 80_000 - Math.floor((index * 60_000) / pageCount) }),
    );
    const simulator = await bed.simulate({ world: accountOf([akua], pages) });
    const file = await bed.write(configFor(simulator, bed.path('ledger'), { quotas }));
    const begunAt = performance.now();
    const exporter = await startProbed([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0'], bed.spawn);
    const before = await exporter.sample();
    const once = await seenAfter(1, exporter);
    const again = await seenAfter(1, exporter);
    const answered = pageCount / 2;
    for (const page of pages.slice(0, answered)) page.readAt = after(page, 30);
    // One of the two may have been under way, and have passed them.
    const half = await seenAfter(2, exporter);
    const seconds = (performance.now() - begunAt) / 1000;

    assert.deepEqual(
      [once.numbers, again.numbers, half.numbers],
      [expectedOf(pages, 0), expectedOf(pages, 0), expectedOf(pages, answered)],
    );
    const grown = [once.heapUsed - before.heapUsed, again.heapUsed - once.heapUsed, half.heapUsed - again.heapUsed];
    const [first = NaN, second = NaN, third = NaN] = grown;
    const isBounded = first < otherBytes + bytesPerPage * pageCount && second < otherBytes / 2 && third < 0;
    assert.ok(isBounded, `the heap has grown by ${grown.join(', then ')} bytes`);
    const allowed = followUpsPerSecond * (seconds + 1);
    assert.ok(half.followUps > 0 && half.followUps <= allowed, `${half.followUps} follow-ups, ${allowed} allowed`);
  });
});
