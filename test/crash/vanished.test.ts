import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { useStorageBed } from './storage-bed.js';
import { countsIn, createLife } from './storage-life.js';

/**
 * The open files go on taking commits that no later start will find.
 * Skipped as long as the ledger does not notice: these are what must be.
 */
describe('a ledger whose directory vanishes while it is open', () => {
  const bed = useStorageBed();

  async function vanished(vanish: (path: string) => Promise<unknown>) {
    const life = await createLife(bed);
    const exporter = await life.begin();
    const before = life.truth();
    await vanish(life.place.ledgerPath);
    life.goOn();
    return { life, exporter, before, during: await life.failing(exporter) };
  }

  it('shows nothing new until the directory is back, and everything then', async () => {
    const { life, exporter, before, during } = await vanished((path) => rename(path, `${path}.aside`));
    const { ledgerPath } = life.place;
    await rename(`${ledgerPath}.aside`, ledgerPath);
    const afterwards = await life.seen(exporter);
    await exporter.end('SIGKILL');
    const stored = await life.stored();

    assert.deepEqual(
      { during, afterwards, stored },
      {
        during: { shown: before, healthy: 200, saidToFail: 1, saidToWork: 0 },
        afterwards: { shown: life.truth(), healthy: 200, saidToFail: 1, saidToWork: 1 },
        stored: countsIn(life.truth()),
      },
    );
  });

  it('is not begun anew by the process that has lost it', async () => {
    const { life, exporter, before, during } = await vanished((path) => rm(path, { recursive: true }));
    const later = await life.failing(exporter);
    const expected = { shown: before, healthy: 200, saidToFail: 1, saidToWork: 0 };

    assert.deepEqual([during, later], [expected, expected]);
    assert.equal(existsSync(life.place.ledgerPath), false);
    assert.equal((await exporter.end()).code, 0);
  });
});
