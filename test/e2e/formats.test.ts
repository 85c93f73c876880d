import assert from 'node:assert/strict';
import { expectedFiner, finerIn } from './finer-formats.js';
import { createRush, rushSections, unreadWindowMs } from './rush.js';
import { swept } from './sweeps.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitUntil } from './wait.js';

describe('native histograms and exemplars', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('are as exact as the rest, also after the process was killed', async () => {
    const rush = createRush('native', 4000, { retryIntervalMs: 1500, incidentEveryMs: 200 });
    const simulator = await bed.simulate({ world: rush.world });
    const config = configFor(simulator, bed.path('ledger'), rushSections);
    const { contacts, pages } = rush.stories;
    const first = await bed.start(config);
    await waitUntil(rush.endsAt + unreadWindowMs + 1);
    await swept(first, contacts);
    const before = await finerIn(first);
    await first.end('SIGKILL');
    const second = await bed.start(config);
    await swept(second, contacts);
    const after = await finerIn(second);

    const expected = expectedFiner(contacts, pages);
    assert.deepEqual([before, after], [expected, expected]);
    assert.ok(Object.keys(expected.exemplars).length > 1);
  });
});
