import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { createRandom } from '../../src/simulator/generate/random.js';
import { akua, arns, diego } from '../core/stories.js';
import { introduceTo, pageTo, sweep, withLedger, withStore } from './opened.js';

// Every byte takes minutes: EVERY_BYTE=all. Otherwise so many of each file, drawn from the seed.
const isExhaustive = process.env['EVERY_BYTE'] === 'all';
const bytesPerFile = 60;
const seed = process.env['EVERY_BYTE_SEED'] ?? String(Date.now());

const pagesTo = (contactArn: string, [from, to]: readonly [number, number], times: object) =>
  Array.from({ length: to - from }, (_, index) => pageTo(contactArn, from + index, times));

/** A ledger with compacted and fresh tables, forgotten pages, and a log with commits that change known records only. */
async function fill(path: string): Promise<void> {
  await withLedger(path, async (ledger) => {
    await introduceTo(ledger, [akua, diego]);
    await sweep(ledger, akua, 5000, [
      ...pagesTo(akua, [0, 10], { sentAt: 1000, readAt: 1500 }),
      ...pagesTo(akua, [10, 25], { sentAt: 2000 }),
    ]);
  });
  await withStore(path, (store) => store.compactRange('', '~'));
  await withLedger(path, (ledger) =>
    sweep(ledger, akua, 6000, pagesTo(akua, [10, 20], { sentAt: 2000, readAt: 2500 })),
  );
  await withLedger(path, (ledger) => ledger.prune(1900));
  await withLedger(path, (ledger) => sweep(ledger, akua, 7000, pagesTo(akua, [25, 35], { sentAt: 3000 })));
  await withLedger(path, async (ledger) => {
    await sweep(ledger, diego, 7000, [pageTo(diego, 36, { sentAt: 3000 })]);
    await sweep(ledger, diego, 7000, [pageTo(diego, 36, { sentAt: 3000, deliveredAt: 3300 })]);
    await sweep(ledger, akua, 7500, pagesTo(akua, [20, 24], { sentAt: 2000, readAt: 7400 }));
    await sweep(ledger, akua, 7600, pagesTo(akua, [25, 27], { sentAt: 3000, readAt: 7400 }));
  });
}

const indexes = [...Array(40).keys()];

/** All that can be asked of a ledger: of known pages, of forgotten ones, and of those that never were. */
function everythingIn(path: string): Promise<unknown> {
  return withLedger(path, async (ledger) => ({
    meta: ledger.meta,
    open: ledger.openPageCount,
    contacts: [akua, diego].map((arn) => [
      ledger.contact(arn),
      [...ledger.openPages(arn)],
      [...ledger.openEngagements(arn)],
    ]),
    pages: await ledger.pages(indexes.map((index) => arns.page(`p${index}`))),
    engagements: await ledger.engagements(
      [akua, diego].flatMap((contactArn) =>
        indexes.map((index) => ({ contactArn, arn: arns.engagement(`e${index}`) })),
      ),
    ),
  }));
}

describe(`a ledger with one file damaged (EVERY_BYTE_SEED=${seed})`, function () {
  this.timeout(isExhaustive ? 3_600_000 : 120_000);
  let directory = '';
  let whole: unknown;
  let copies = 0;

  const copyOf = async () => {
    const path = join(directory, `copy-${(copies += 1)}`);
    await cp(join(directory, 'ledger'), path, { recursive: true });
    return path;
  };

  /** What becomes of a copy: `refused`, `whole`, or what is wrong. */
  const outcomeOf = async (spoil: (path: string) => Promise<unknown>): Promise<string> => {
    const path = await copyOf();
    try {
      await spoil(path);
      return isDeepStrictEqual(await everythingIn(path), whole) ? 'whole' : 'other than it was';
    } catch (error) {
      return error instanceof LedgerError ? 'refused' : String(error);
    } finally {
      await rm(path, { recursive: true });
    }
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'every-byte-'));
    const path = join(directory, 'ledger');
    await fill(path);
    await Promise.all(['LOG', 'LOG.old', 'LOCK'].map((file) => rm(join(path, file), { force: true })));
    whole = await everythingIn(await copyOf());
  });

  after(() => rm(directory, { recursive: true }));

  it('has all kinds of files', async () => {
    const kinds = (await readdir(join(directory, 'ledger'))).map((file) => file.replace(/\d+/, '#'));
    assert.deepEqual(kinds.sort(), ['#.ldb', '#.ldb', '#.ldb', '#.ldb', '#.log', 'CURRENT', 'MANIFEST-#', 'watermark']);
  });

  const damages = [
    {
      name: 'cut at any length',
      spoil: (file: string, at: number) => truncate(file, at),
      passes: () => false,
    },
    {
      name: 'with a bit changed anywhere',
      spoil: async (file: string, at: number) => {
        const bytes = await readFile(file);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        await writeFile(file, bytes);
      },
      // The footer of a table ends with padding, which means nothing, and eight bytes that mark it as a table.
      passes: (file: string, bytes: Buffer, at: number) =>
        file.endsWith('.ldb') &&
        at >= bytes.length - 48 &&
        at < bytes.length - 8 &&
        bytes.subarray(at, -8).every((byte) => byte === 0),
    },
  ];
  for (const { name, spoil, passes } of damages) {
    it(`${name} is refused, but where the byte means nothing`, async () => {
      const random = createRandom(seed, name);
      const unexpected: string[] = [];
      let tried = 0;
      for (const file of await readdir(join(directory, 'ledger'))) {
        const bytes = await readFile(join(directory, 'ledger', file));
        const share = isExhaustive ? 1 : bytesPerFile / bytes.length;
        for (const at of [...bytes.keys()].filter(() => random.chance(share))) {
          const outcome = await outcomeOf((path) => spoil(join(path, file), at));
          const expected = passes(file, bytes, at) ? 'whole' : 'refused';
          tried += 1;
          if (outcome !== expected) unexpected.push(`${file} at ${at}: ${outcome}`);
        }
      }
      assert.deepEqual(unexpected, []);
      assert.ok(tried > 100);
    });
  }

  it('which is one lost is refused', async () => {
    const files = await readdir(join(directory, 'ledger'));
    const outcomes: string[] = [];
    for (const file of files) outcomes.push(await outcomeOf((path) => rm(join(path, file))));
    assert.deepEqual(outcomes, Array(files.length).fill('refused'));
  });
});
