import assert from 'node:assert/strict';
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { akua, sentTotals } from '../core/stories.js';
import { introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';

const markOf = (path: string) => readFile(join(path, 'watermark'), 'utf8');
const numberIn = (mark: string) => Number(/^commit (\d{15}) [\da-f]{8}\n$/.exec(mark)?.[1]);

/** Commits that much, each with a number of its own. */
async function commitOf(ledger: Ledger, indexes: readonly number[]): Promise<void> {
  for (const index of indexes) await sweep(ledger, akua, 5000, [pageTo(akua, index, { sentAt: 1000, readAt: 2000 })]);
}

/** Opens the ledger and says how many pages it holds, or why it can't be opened. */
function looked(path: string): Promise<number | string> {
  return withLedger(path, (ledger) => Promise.resolve(ledger.pageCount)).catch((error: unknown) => {
    assert.ok(error instanceof LedgerError);
    return error.message;
  });
}

const unproven = (path: string, what: string) =>
  `the ledger ${path} is damaged (${what}); restore it from a copy, or count anew: mv '${path}' '${path}.aside'; ` +
  `or go on with what it holds, which makes totals fall and counts again what is still listed: ` +
  `echo accepted > '${path}/watermark'`;

describe('the watermark', () => {
  it('has the number of the last commit, from the first on, whether it counts or forgets', async () => {
    const marks = await withPath((path) =>
      withLedger(path, async (ledger) => {
        const seen = [await markOf(path)];
        await introduceTo(ledger, [akua]);
        seen.push(await markOf(path));
        await commitOf(ledger, [0, 1]);
        seen.push(await markOf(path));
        await ledger.prune(9000);
        return [...seen, await markOf(path)];
      }),
    );
    assert.deepEqual(
      [marks[0], marks.map((mark) => mark.length), marks.map(numberIn)],
      ['commit 000000000000000 99a691be\n', [32, 32, 32, 32], [0, 1, 3, 4]],
    );
  });

  it('lets a commit that a crash has cut short be as if it had not begun, at whatever byte', async () => {
    const outcomes = await withPath(async (path) => {
      await withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua]);
        await commitOf(ledger, [0]);
        await cp(path, `${path}.before`, { recursive: true });
        await commitOf(ledger, [1]);
      });
      const [log = ''] = (await readdir(path)).filter((file) => file.endsWith('.log'));
      const [begun, done] = [await readFile(join(`${path}.before`, log)), await readFile(join(path, log))];
      const lengths = [0, 1, 8, 200, done.length - begun.length - 1, done.length - begun.length];
      const seen: unknown[] = [];
      for (const length of lengths) {
        const copy = `${path}.${length}`;
        await cp(`${path}.before`, copy, { recursive: true });
        await writeFile(join(copy, log), done.subarray(0, begun.length + length));
        seen.push([await looked(copy), numberIn(await markOf(copy))]);
      }
      return seen;
    });
    assert.deepEqual(outcomes, [...Array<unknown>(5).fill([1, 2]), [2, 3]]);
  });

  it('goes on where it was when the ledger is opened again', async () => {
    const marks = await withPath(async (path) => {
      await withLedger(path, (ledger) => introduceTo(ledger, [akua]));
      const before = await markOf(path);
      const opened = await withLedger(path, () => markOf(path));
      await withLedger(path, (ledger) => commitOf(ledger, [0]));
      return [before, opened, await markOf(path)].map(numberIn);
    });
    assert.deepEqual(marks, [1, 1, 2]);
  });

  for (const { lost, what } of [
    { lost: [1], what: 'it has lost its last commit' },
    { lost: [1, 2, 3], what: 'it has lost its last 3 commits' },
  ]) {
    it(`tells that the store has lost ${lost.length} of its commits, every time, until somebody accepts it`, async () => {
      await withPath(async (path) => {
        await withLedger(path, async (ledger) => {
          await introduceTo(ledger, [akua]);
          await commitOf(ledger, [0]);
        });
        const older = `${path}.older`;
        await cp(path, older, { recursive: true });
        await withLedger(path, (ledger) => commitOf(ledger, lost));
        await cp(join(path, 'watermark'), join(older, 'watermark'));
        const refused = [await looked(older), await looked(older)];
        await writeFile(join(older, 'watermark'), 'accepted\n');
        const accepted = [await looked(older), numberIn(await markOf(older))];
        assert.deepEqual({ refused, accepted }, { refused: Array(2).fill(unproven(older, what)), accepted: [1, 2] });
      });
    });
  }

  it('that is behind the store, as a power failure leaves it, is put right', async () => {
    const seen = await withPath(async (path) => {
      const before = await withLedger(path, () => markOf(path));
      await withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua]);
        await commitOf(ledger, [0]);
      });
      await writeFile(join(path, 'watermark'), before);
      return [numberIn(before), await looked(path), numberIn(await markOf(path))];
    });
    assert.deepEqual(seen, [0, 1, 2]);
  });

  const unreadable = [
    { name: 'lost', spoil: (file: string) => rm(file), what: 'its watermark is missing' },
    { name: 'empty', spoil: (file: string) => writeFile(file, '') },
    { name: 'of a line too many', spoil: (file: string) => writeFile(file, '\n', { flag: 'a' }) },
    { name: 'with another number', spoil: (file: string) => writeFile(file, 'commit 000000000000000 b7a2a0b4\n') },
  ];
  for (const { name, spoil, what = 'its watermark does not match its checksum' } of unreadable) {
    it(`that is ${name} proves nothing, and the ledger is refused`, async () => {
      await withPath(async (path) => {
        await withLedger(path, (ledger) => introduceTo(ledger, [akua]));
        await spoil(join(path, 'watermark'));
        assert.equal(await looked(path), unproven(path, what));
      });
    });
  }

  it('is not asked for in a ledger that was begun and never written to', async () => {
    const pages = await withPath(async (path) => {
      await looked(path);
      await rm(join(path, 'watermark'));
      return looked(path);
    });
    assert.equal(pages, 0);
  });

  it('leaves nothing else behind in the directory', async () => {
    const files = await withPath(async (path) => {
      await looked(path);
      return (await readdir(path)).filter((file) => file.startsWith('watermark'));
    });
    assert.deepEqual(files, ['watermark']);
  });

  it('that can not be written fails no commit, and is written with the next one', async function () {
    if (process.platform !== 'linux') this.skip();
    const seen = await withPath((path) =>
      withLedger(path, async (ledger) => {
        await introduceTo(ledger, [akua]);
        const look = async () => [numberIn(await markOf(path)), ledger.meta.commit, ledger.pageCount];
        const [descriptor] = descriptorsOf(join(path, 'watermark'));
        if (descriptor !== undefined) closeSync(descriptor);
        await commitOf(ledger, [0]);
        const unmarked = await look();
        await commitOf(ledger, [1]);
        return { unmarked, marked: await look() };
      }),
    );
    assert.deepEqual(seen, { unmarked: [1, 2, 1], marked: [3, 3, 2] });
  });

  it('is not needed by a ledger in memory', async () => {
    const counted = await withLedger('', async (ledger) => {
      await introduceTo(ledger, [akua]);
      await sweep(ledger, akua, 5000, [pageTo(akua, 0, { sentAt: 1000 })]);
      return [ledger.meta.commit, ledger.contact(akua)?.totals];
    });
    assert.deepEqual(counted, [2, sentTotals('p0', 1000)]);
  });
});

/** The numbers under which this process has a file open. */
function descriptorsOf(path: string): number[] {
  const held = readdirSync('/proc/self/fd').map(Number);
  return held.filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false;
    }
  });
}
