import assert from 'node:assert/strict';
import type { Exporter } from '../e2e/exporter-process.js';
import { isTotal } from '../e2e/totals-watch.js';
import { waitFor } from '../e2e/wait.js';
import { useStorageBed } from './storage-bed.js';
import { storageCases } from './storage-cases.js';
import type { StorageCase } from './storage-cases.js';
import { countsIn, createLife, mendedAs, unusable } from './storage-life.js';
import type { Life } from './storage-life.js';

describe('a ledger that cannot be used', () => {
  const bed = useStorageBed();

  /** An exporter that has seen everything, whose ledger is broken then, with things to count. */
  async function broken(each: StorageCase) {
    const life = await createLife(bed, each.launch);
    const clearAway = await each.prepare?.(life.place);
    bed.ends(() => Promise.resolve(clearAway?.()));
    const exporter = await life.begin();
    const before = life.truth();
    await each.breaks(life.place);
    life.goOn();
    await firstFailure(exporter, life, each);
    return { life, exporter, before, during: await life.failing(exporter) };
  }

  async function firstFailure(exporter: Exporter, { place }: Life, { afterFirstFailure }: StorageCase): Promise<void> {
    if (afterFirstFailure === undefined) return;
    await waitFor('a commit to fail', () => exporter.log().includes('the ledger cannot be used'));
    afterFirstFailure(place);
  }

  for (const each of storageCases) {
    describe(`because ${each.name}`, () => {
      before(function () {
        if (each.isPossible?.() === false) this.skip();
      });

      it('shows nothing that is not stored, and everything when it can be used again', async () => {
        const { life, exporter, before, during } = await broken(each);
        await each.mends(life.place);
        const mended = await life.mended(exporter);

        assert.deepEqual({ during, ...mended }, { during: unusable(before), ...mendedAs(life.truth()) });
        assert.notDeepEqual(life.truth(), before);
      });

      it('has lost and doubled nothing when the process is killed meanwhile', async () => {
        const { life, exporter, before } = await broken(each);
        await exporter.end('SIGKILL');
        const refused = await life.place.spawn(each.launch).ended;
        await each.mends(life.place);
        const stored = await life.stored();
        const { shown } = await life.seen(await life.begin());

        const fallen = Object.keys(stored).filter((key) => isTotal(key) && (stored[key] ?? 0) < (before[key] ?? 0));
        assert.deepEqual([refused.code, fallen, shown], [1, [], life.truth()]);
        assert.match(refused.stderr, /the ledger \S+ can't be opened/);
        // Nothing is wrong with it: nobody is to count anew.
        assert.doesNotMatch(refused.stderr, /damaged|mv |accepted/);
      });
    });
  }
});

describe('writes that are cut short', () => {
  const bed = useStorageBed();

  it('are gone on with: no commit fails, and a killed process has stored it all', async () => {
    const life = await createLife(bed);
    life.place.storage.disturb({ shortWrites: true });
    const exporter = await life.begin();
    life.goOn();
    const { shown, saidToFail } = await life.seen(exporter);
    const { calls, commitBytes } = life.place.storage.seen();
    const { stored } = await life.mended(exporter);

    assert.deepEqual([shown, saidToFail, stored], [life.truth(), 0, countsIn(life.truth())]);
    // Each is halved again and again, down to a byte.
    assert.ok(calls.write > 30, `${calls.write} writes of ${commitBytes} bytes`);
  });
});
