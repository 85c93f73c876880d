import assert from 'node:assert/strict';
import { ClassicLevel } from 'classic-level';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkTables } from '../../../src/ledger/leveldb/check-tables.js';
import { crc32c } from '../../../src/ledger/leveldb/crc32c.js';
import { liveTables } from '../../../src/ledger/leveldb/live-tables.js';
import { logRecords } from '../../../src/ledger/leveldb/log-records.js';
import { checkTable } from '../../../src/ledger/leveldb/table-blocks.js';
import { unsnappy } from '../../../src/ledger/leveldb/snappy.js';
import { withPath } from '../opened.js';

describe('crc32c', () => {
  // RFC 3720, B.4, and the check value of the catalogue of CRCs.
  const rows: [name: string, bytes: Buffer, expected: number][] = [
    ['nothing', Buffer.alloc(0), 0],
    ['zeros', Buffer.alloc(32), 0x8a9136aa],
    ['ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['rising bytes', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
    ['nine digits, which are no multiple of four', Buffer.from('123456789'), 0xe3069283],
  ];
  for (const [name, bytes, expected] of rows) it(`of ${name}`, () => assert.equal(crc32c(bytes), expected));
});

describe('unsnappy', () => {
  const rows: [name: string, compressed: string, expected: string][] = [
    ['a literal', '03 08 616263', 'abc'],
    ['a copy that goes on into what it writes', '0a 04 6162 11 02', 'ababababab'],
    ['a copy from further back', '06 08 616263 0a 0300', 'abcabc'],
    ['a copy with four bytes of distance', '06 08 616263 0b 03000000', 'abcabc'],
    ['a literal with its length in a byte of its own', `3d f03c ${'61'.repeat(61)}`, 'a'.repeat(61)],
  ];
  for (const [name, compressed, expected] of rows) {
    it(`expands ${name}`, () =>
      assert.equal(unsnappy(Buffer.from(compressed.replaceAll(' ', ''), 'hex')).toString(), expected));
  }

  for (const compressed of ['0a046162110b', '0a04616211', '03086162', '']) {
    it(`refuses ${compressed || 'nothing'}`, () =>
      assert.throws(
        () => unsnappy(Buffer.from(compressed, 'hex')),
        /it refers to what is not there|it ends too early/,
      ));
  }
});

/** A closed store of thousands of records, with several tables, and some that are no longer needed beside them. */
async function fill(path: string): Promise<void> {
  for (const round of [0, 1, 2, 3, 4]) {
    const store = new ClassicLevel(path, { compression: round % 2 === 0 });
    const entries = Array.from({ length: 3000 }, (_, index) => [`${round}/${index}`, `${index}`.repeat(20)] as const);
    await store.batch(entries.map(([key, value]) => ({ type: 'put', key, value })));
    if (round === 2) await store.compactRange('0', '3');
    await store.close();
  }
}

const manifestOf = async (path: string) => readFile(join(path, (await readFile(join(path, 'CURRENT'), 'utf8')).trim()));

describe('the tables of a store', () => {
  it('are the files that LevelDB has made, in all their bytes', async () => {
    await withPath(async (path) => {
      await fill(path);
      const tables = (await readdir(path)).filter((file) => file.endsWith('.ldb')).sort();
      const sizes = await Promise.all(tables.map(async (file) => (await readFile(join(path, file))).length));
      const live = liveTables(await manifestOf(path)).map(({ number, size }) => [`${number}`.padStart(6, '0'), size]);
      assert.deepEqual(
        live.sort(),
        tables.map((file, index) => [file.replace('.ldb', ''), sizes[index]]),
      );
      assert.ok(tables.length > 1);
      await checkTables(path);
    });
  });

  it('are not those that a killed process has left half-written', async () => {
    await withPath(async (path) => {
      await fill(path);
      await writeFile(join(path, '999999.ldb'), 'half of a tab');
      await checkTables(path);
    });
  });

  it('do not pass with one byte changed, wherever it is, but in the padding of the footer', async () => {
    await withPath(async (path) => {
      await fill(path);
      const [name = ''] = (await readdir(path)).filter((file) => file.endsWith('.ldb'));
      const table = await readFile(join(path, name));
      const passed = [...table.keys()]
        .filter((index) => index % 41 === 0 || index > table.length - 60)
        .filter((index) => {
          const changed = Buffer.from(table);
          changed[index] = (changed[index] ?? 0) ^ 0x10;
          try {
            checkTable(changed);
            return true;
          } catch {
            return false;
          }
        });
      const padding = [...table.keys()].filter((index) => index >= table.length - 48 && index < table.length - 8);
      const padded = padding.filter((index) => table.subarray(index, table.length - 8).every((byte) => byte === 0));
      assert.deepEqual(passed, padded);
    });
  });
});

describe('the records of a log', () => {
  it('are whole when they go over several of its blocks, and end where the file does', async () => {
    await withPath(async (path) => {
      const store = new ClassicLevel(path);
      const values = [10, 100_000, 20, 32_700, 32_768].map((length) => 'v'.repeat(length));
      for (const value of values) await store.put('k', value);
      await store.close();
      const [name = ''] = (await readdir(path)).filter((file) => file.endsWith('.log'));
      const log = await readFile(join(path, name));
      const lengthsIn = (file: Buffer) =>
        [...logRecords(file)].map((record) => /v*$/.exec(record.toString('latin1'))?.[0].length);
      const lengths = values.map((value) => value.length);
      assert.deepEqual([lengthsIn(log), lengthsIn(log.subarray(0, -1))], [lengths, lengths.slice(0, -1)]);
    });
  });
});
