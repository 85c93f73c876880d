import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { accountOf, livePage, person } from '../e2e/scripted-account.js';
import { swept } from '../e2e/sweeps.js';
import { configFor } from '../e2e/target.js';
import { waitFor } from '../e2e/wait.js';
import { useStorageBed } from './storage-bed.js';

const none = { change: 0, write: 0, sync: 0, read: 0 };

describe('the storage shim', () => {
  const bed = useStorageBed();
  const akua = person('akuam');

  async function begin() {
    const world = accountOf([akua], [livePage(akua, 'a')]);
    const simulator = await bed.simulate({ world });
    const { storage, start } = await bed.setUp(configFor(simulator, bed.path('ledger')));
    const exporter = await start();
    await swept(exporter, [akua]);
    return { storage, exporter, page: () => world.add({ pages: [livePage(akua, 'b')] }) };
  }

  async function logBytes(): Promise<number> {
    const logs = (await readdir(bed.path('ledger'))).filter((name) => name.endsWith('.log'));
    const sizes = await Promise.all(logs.map(async (name) => (await stat(join(bed.path('ledger'), name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  it('sees every byte of a commit, and its calls', async () => {
    const { storage, exporter } = await begin();
    await exporter.end();
    const { commitBytes, calls, ...rest } = storage.seen();

    assert.deepEqual([commitBytes, rest], [await logBytes(), { failed: none, inCommit: none, elsewhere: none }]);
    assert.deepEqual([commitBytes > 500, calls.change > 3, calls.write > 3, calls.sync > 3], [true, true, true, true]);
  });

  it('tells that a process was killed in a slow write, of which half is on the disk', async () => {
    const { storage, exporter, page } = await begin();
    const before = storage.seen().commitBytes;
    storage.disturb({ delayMs: 600_000 });
    page();
    await waitFor('a commit to begin', () => storage.seen().inCommit.write === 1);
    const during = storage.seen().commitBytes;
    await exporter.end('SIGKILL');
    const { inCommit, commitBytes } = storage.seen();

    assert.deepEqual([inCommit, commitBytes], [{ ...none, write: 1 }, await logBytes()]);
    assert.ok(during > before);
  });

  for (const { nth, call } of [
    { nth: 1, call: { write: 1 } },
    { nth: 2, call: { sync: 1 } },
  ]) {
    it(`kills the process in call ${nth} of a commit: ${Object.keys(call).join()}`, async () => {
      const { storage, exporter, page } = await begin();
      storage.disturb({ killAt: nth });
      page();
      const { signal } = await exporter.ended;
      assert.deepEqual([signal, storage.seen().inCommit], ['SIGKILL', { ...none, ...call }]);
    });
  }

  it('fails what it is told to fail', async () => {
    const { storage, exporter, page } = await begin();
    storage.disturb({ write: 'EIO' });
    page();
    await waitFor('a commit to fail', () => exporter.log().includes('the ledger cannot be used'));
    assert.deepEqual([storage.seen().failed.write > 0, storage.seen().failed.sync], [true, 0]);
  });
});
