import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { useStorageBed } from './storage-bed.js';
import { createLife, mendedAs, unusable } from './storage-life.js';

/** The open files go on taking what no later start would find. */
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
    const mended = await life.mended(exporter);

    assert.deepEqual({ during, ...mended }, { during: unusable(before), ...mendedAs(life.truth()) });
  });

  it('is not begun anew by the process that has lost it', async () => {
    const { life, exporter, before, during } = await vanished((path) => rm(path, { recursive: true }));
    const later = await life.failing(exporter);

    assert.deepEqual([during, later], [unusable(before), unusable(before)]);
    assert.equal(existsSync(life.place.ledgerPath), false);
    assert.equal((await exporter.end()).code, 0);
  });
});
