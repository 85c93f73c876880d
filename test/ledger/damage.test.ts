import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedJson } from '../../src/ledger/codec.js';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { akua, arns, diego } from '../core/stories.js';
import { introduceTo, pageTo, sweep, withLedger, withPath, withStore } from './opened.js';

const pageKey = `page/${arns.page('p0')}`;
const contactKey = `contact/${akua}`;

/** A closed ledger with a contact, two pages and two engagements. */
async function fill(path: string): Promise<void> {
  await withLedger(path, async (ledger) => {
    await introduceTo(ledger, [akua]);
    await sweep(ledger, akua, 5000, [pageTo(akua, 0, { sentAt: 1000 }), pageTo(akua, 1, { sentAt: 2000 })]);
  });
}

async function rewrite(path: string, key: string, change: (stored: string) => string): Promise<void> {
  await withStore(path, async (store) => store.put(key, change((await store.get(key)) ?? '')));
}

/** The only table file of the ledger, with everything in it. */
async function tableOf(path: string): Promise<string> {
  await withStore(path, (store) => store.compactRange('', '~'));
  const tables = (await readdir(path)).filter((file) => file.endsWith('.ldb'));
  assert.equal(tables.length, 1);
  return join(path, tables[0] ?? '');
}

async function refusal(path: string): Promise<string> {
  return withLedger(path, () => Promise.resolve('opened')).catch((error: unknown) => {
    assert.ok(error instanceof LedgerError);
    return error.message;
  });
}

describe('a damaged ledger', () => {
  interface Row {
    readonly name: string;
    readonly damage: (path: string) => Promise<unknown>;
    readonly found: RegExp;
  }
  const rows: readonly Row[] = [
    {
      name: 'with a changed byte in a page',
      damage: (path) => rewrite(path, pageKey, (stored) => stored.replace('"firstSentAt":1000', '"firstSentAt":1001')),
      found: /a record does not match its checksum/,
    },
    {
      name: 'with a changed byte in the totals',
      damage: (path) => rewrite(path, contactKey, (stored) => stored.replace('"pagesSent":2', '"pagesSent":3')),
      found: /a record does not match its checksum/,
    },
    {
      name: 'with a changed byte in its meta',
      damage: (path) => rewrite(path, 'meta', (stored) => stored.replace('"page":2', '"page":1')),
      found: /a record does not match its checksum/,
    },
    {
      name: 'with an empty record',
      damage: (path) => rewrite(path, pageKey, () => ''),
      found: /a record does not match its checksum/,
    },
    {
      name: 'with a changed byte in a key',
      damage: (path) =>
        withStore(path, async (store) => {
          await store.put(pageKey.replace('p0', 'q0'), (await store.get(pageKey)) ?? '');
          await store.del(pageKey);
        }),
      found: /a record stands under the key of another: page\/.*q0/,
    },
    {
      name: 'with the totals of a contact under another',
      damage: (path) =>
        withStore(path, async (store) => store.put(`contact/${diego}`, (await store.get(contactKey)) ?? '')),
      found: /a record stands under the key of another: contact\//,
    },
    {
      name: 'with a record of no known kind',
      damage: (path) => withStore(path, async (store) => store.put('pa/p', (await store.get(pageKey)) ?? '')),
      found: /it has a record of an unknown kind: pa\/p/,
    },
    {
      name: 'with a page lost',
      damage: (path) => withStore(path, (store) => store.del(pageKey)),
      found:
        /it should hold \{"contact":1,"page":2,"engagement":2\} records and holds \{"contact":1,"page":1,"engagement":2\}/,
    },
    {
      name: 'with its meta lost',
      damage: (path) => withStore(path, (store) => store.del('meta')),
      found: /it holds records but does not say of which schema/,
    },
    {
      name: 'with its CURRENT file lost',
      damage: (path) => rm(join(path, 'CURRENT')),
      found: /its CURRENT file is missing/,
    },
    {
      name: 'with everything lost but its watermark',
      damage: async (path) => {
        const files = (await readdir(path)).filter((file) => file !== 'watermark');
        await Promise.all(files.map((file) => rm(join(path, file))));
      },
      found: /its CURRENT file is missing/,
    },
    {
      name: 'with a page as it was before',
      damage: (path) =>
        rewrite(path, pageKey, (stored) => {
          const page = checkedJson.decode(stored) as object;
          return checkedJson.encode({ ...page, firstSentAt: 999 });
        }),
      found: /some of its records are older than others/,
    },
    {
      name: 'with a manifest of nonsense',
      damage: async (path) => {
        const manifests = (await readdir(path)).filter((file) => file.startsWith('MANIFEST'));
        await Promise.all(manifests.map((file) => writeFile(join(path, file), 'nonsense, and not a little of it')));
      },
      found: /./,
    },
    {
      name: 'with a table lost',
      damage: async (path) => rm(await tableOf(path)),
      found: /its table \d+\.ldb is missing/,
    },
    {
      name: 'with a table cut short',
      damage: async (path) => truncate(await tableOf(path), 100),
      found: /its table \d+\.ldb has 100 bytes instead of \d+/,
    },
    {
      name: 'with a table of nonsense',
      damage: async (path) => {
        const table = await tableOf(path);
        const { length } = await readFile(table);
        await writeFile(table, 'nonsense'.repeat(length).slice(0, length));
      },
      found: /its table \d+\.ldb is damaged: its end is not that of a table/,
    },
  ];
  for (const { name, damage, found } of rows) {
    it(`${name} is refused with what to do about it, and left as it is`, async () => {
      await withPath(async (path) => {
        await fill(path);
        await damage(path);
        const first = await refusal(path);
        const start = `the ledger ${path} is damaged (`;
        const end = `); restore it from a copy, or count anew: mv '${path}' '${path}.aside'`;
        assert.deepEqual([first.slice(0, start.length), first.slice(-end.length)], [start, end]);
        assert.match(first.slice(start.length, -end.length), found);
        assert.equal(await refusal(path), first);
      });
    });
  }
});

describe('a ledger of a newer schema', () => {
  it('is refused with what to do about it', async () => {
    await withPath(async (path) => {
      await withStore(path, (store) => store.put('meta', checkedJson.encode({ schema: 4, createdAt: 1, pages: 0 })));
      assert.equal(
        await refusal(path),
        `the ledger ${path} was written by a newer version of the exporter (its schema is 4, this one knows 3); ` +
          `run that version, or count anew: mv '${path}' '${path}.aside'`,
      );
    });
  });
});
