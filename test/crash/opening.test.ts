import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { Ledger } from '../../src/ledger/ledger.js';
import { accountOf, livePage, person } from '../e2e/scripted-account.js';
import { swept } from '../e2e/sweeps.js';
import { configFor } from '../e2e/target.js';
import { waitFor } from '../e2e/wait.js';
import { useStorageBed } from './storage-bed.js';
import type { Setup } from './storage-bed.js';

describe('an exporter that is killed while it opens its ledger', function () {
  this.timeout(180_000);
  const bed = useStorageBed();
  const akua = person('akuam');
  const calls = Array.from({ length: 60 }, (_, index) => index + 1);

  async function setUp(path: string): Promise<Setup> {
    const simulator = await bed.simulate({ world: accountOf([akua]) });
    return bed.setUp(configFor(simulator, path));
  }

  /** Two pages, of which the simulators of the later starts know nothing: what is counted is what the ledger holds. */
  async function prepare(path: string): Promise<void> {
    const simulator = await bed.simulate({ world: accountOf([akua], [livePage(akua, 'a'), livePage(akua, 'b')]) });
    const exporter = await bed.start(configFor(simulator, path));
    await swept(exporter, [akua]);
    await exporter.end('SIGKILL');
  }

  /** Kills it in the nth call. Says what the ledger holds then; undefined when it had been opened before that call. */
  async function killIn(call: number, { storage, spawn }: Setup, path: string): Promise<number | string | undefined> {
    storage.disturb({ killAt: call });
    const started = spawn();
    let isDead = false;
    void started.ended.then(() => (isDead = true));
    await waitFor('the ledger to be open', () => isDead || started.log().includes('"ledger open"'));
    const { stderr } = await started.end('SIGKILL');
    if (stderr.includes('"ledger open"')) return undefined;
    return Ledger.open(path, Date.now()).then(pagesIn, String);
  }

  async function pagesIn(ledger: Ledger): Promise<number> {
    await ledger.close();
    return ledger.contact(akua.arn)?.totals.pagesSent ?? ledger.pageCount;
  }

  /** Until the ledger opens before the kill: what it held after each. */
  async function killInEach(prepareAt: (path: string) => Promise<unknown>): Promise<unknown[]> {
    const held: unknown[] = [];
    for (const call of calls) {
      const path = bed.path(`ledger-${call}`);
      await prepareAt(path);
      const found = await killIn(call, await setUp(path), path);
      if (found === undefined) return held;
      held.push(found);
    }
    throw new Error(`opening makes more than ${calls.length} calls`);
  }

  it('finds a new ledger again, whichever call it was killed in', async () => {
    const held = await killInEach(() => Promise.resolve());
    assert.deepEqual(held, Array(held.length).fill(0));
    assert.ok(held.length > 8, `${held.length} calls`);
  });

  it('finds a ledger as it was, whichever call it was killed in', async () => {
    const original = bed.path('original');
    await prepare(original);
    const held = await killInEach((path) => cp(original, path, { recursive: true }));
    assert.deepEqual(held, Array(held.length).fill(2));
    assert.ok(held.length > 8, `${held.length} calls`);
  });
});
