import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { akua, answeredTotals } from '../core/stories.js';
import { introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';

const commitOf = (ledger: Ledger, index: number) =>
  sweep(ledger, akua, 5000, [pageTo(akua, index, { sentAt: 1000, readAt: 2000 })]);

async function refusalOf(ledger: Ledger, index: number): Promise<string> {
  const error = await commitOf(ledger, index).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof LedgerError);
  return error.message;
}

const displaced = (path: string, what: string) =>
  `the ledger ${path} is not what was open (${what}); put its directory back, and counting goes on where it stopped`;

const isGone = 'its watermark is no longer there';

describe('a ledger whose directory vanishes while it is open', () => {
  interface Row {
    readonly name: string;
    readonly inItsPlace: (path: string, older: string) => Promise<unknown>;
    readonly what: string;
  }
  const rows: readonly Row[] = [
    { name: 'nothing', inItsPlace: () => Promise.resolve(), what: 'nothing is there any more' },
    { name: 'an empty directory', inItsPlace: (path) => mkdir(path), what: 'nothing is there any more' },
    {
      name: 'an older copy',
      inItsPlace: (path, older) => cp(older, path, { recursive: true }),
      what: 'it ends at commit 1, and 2 were made',
    },
    {
      name: 'another ledger',
      inItsPlace: async (path) => {
        await withLedger(`${path}.other`, (ledger) => introduceTo(ledger, [akua]), 2000);
        await cp(`${path}.other`, path, { recursive: true });
      },
      what: 'another one has taken its place',
    },
  ];
  for (const { name, inItsPlace, what } of rows) {
    it(`with ${name} in its place writes nothing, shows what it had, and goes on when it is back`, async () => {
      await withPath(async (path) => {
        const [older, away] = [`${path}.older`, `${path}.away`];
        await withLedger(path, (ledger) => introduceTo(ledger, [akua]));
        await cp(path, older, { recursive: true });
        await withLedger(path, async (ledger) => {
          await commitOf(ledger, 0);
          await rename(path, away);
          await inItsPlace(path, older);
          const before = await listed(path);
          const refusals = [await refusalOf(ledger, 1), await refusalOf(ledger, 1), await refusalOf(ledger, 1)];
          const [after, shown] = [await listed(path), ledger.contact(akua)?.totals];
          await rm(path, { recursive: true, force: true });
          await rename(away, path);
          await commitOf(ledger, 1);
          const first = { id: 'p0', sentAt: 1000, readAt: 2000 };
          assert.deepEqual(
            { refusals, after, shown, again: ledger.contact(akua)?.totals, commits: ledger.meta.commit },
            {
              refusals: [isGone, what, what].map((each) => displaced(path, each)),
              after: before,
              shown: answeredTotals(first),
              again: answeredTotals(first, { ...first, id: 'p1' }),
              commits: 3,
            },
          );
        });
        const held = await withLedger(path, (ledger) => Promise.resolve(ledger.pageCount));
        assert.equal(held, 2);
      });
    });
  }
});

/** The files of a directory that LevelDB does not number or rewrite whenever it looks. */
async function listed(path: string): Promise<string[] | undefined> {
  const files = await readdir(path).catch(() => undefined);
  return files?.filter((file) => /^CURRENT$|^watermark$/.test(file));
}
