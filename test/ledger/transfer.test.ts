import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { exported } from '../../src/ledger/transfer/export.js';
import { importLedger } from '../../src/ledger/transfer/import.js';
import { akua, arns, diego } from '../core/stories.js';
import { holdingsOf, introduceTo, pageTo, sweep, withLedger, withPath } from './opened.js';

/** Names with what might be taken for a line end. */
const oddIncident = 'line \u2028 paragraph \u2029 return \r newline \n end';

async function fill(path: string, pages = 6): Promise<void> {
  await withLedger(path, async (ledger) => {
    await introduceTo(ledger, [akua, diego], 500);
    const of = (index: number) =>
      pageTo(akua, index, { sentAt: 1000 + index, ...(index % 2 === 0 && { readAt: 3000 }) });
    const odd = { ...of(1), incidentId: arns.incident(oddIncident) };
    await sweep(
      ledger,
      akua,
      5000,
      [...Array(pages).keys()].map((index) => (index === 1 ? odd : of(index))),
    );
    await sweep(ledger, diego, 5000, [pageTo(diego, 9, { sentAt: 1500 })]);
    await ledger.prune(1003);
  });
}

/** All that is exported of a ledger. */
async function exportOf(path: string): Promise<Buffer> {
  return withLedger(path, async (ledger) => {
    const parts: Buffer[] = [];
    for await (const text of exported(ledger)) parts.push(Buffer.from(text));
    return Buffer.concat(parts);
  });
}

/** In portions that end anywhere, also within a character. */
async function* portions(bytes: Buffer, size = 37): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function refusalOf(path: string, bytes: Buffer): Promise<string> {
  const error = await importLedger({ path, from: portions(bytes, 1000), name: 'a.jsonl' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LedgerError ? error.message : String(error);
}

const look = (path: string) =>
  withLedger(path, async (ledger) => ({ meta: ledger.meta, holdings: await holdingsOf(ledger, [akua, diego]) }));

describe('a ledger that is exported and imported', () => {
  for (const isThere of [false, true]) {
    it(`is the same, in a directory that is ${isThere ? 'empty' : 'missing'}, and is exported as the same bytes`, async () => {
      await withPath(async (path) => {
        const copy = `${path}.copy`;
        await fill(path);
        if (isThere) await mkdir(copy);
        const bytes = await exportOf(path);
        await importLedger({ path: copy, from: portions(bytes), name: 'a.jsonl' });
        assert.deepEqual(await look(copy), await look(path));
        assert.equal((await exportOf(copy)).toString(), bytes.toString());
      });
    });
  }

  it('goes on counting where it was', async () => {
    const totals = await withPath(async (path) => {
      await fill(path);
      await importLedger({ path: `${path}.copy`, from: portions(await exportOf(path)), name: 'a.jsonl' });
      const goOn = async (where: string) => {
        const page = pageTo(akua, 3, { sentAt: 1003, readAt: 4000 });
        await withLedger(where, (ledger) => sweep(ledger, akua, 6000, [page]));
        return look(where);
      };
      return [await goOn(path), await goOn(`${path}.copy`)];
    });
    assert.deepEqual(totals[1], totals[0]);
  });

  it('may be larger than a batch', async () => {
    const counts = await withPath(async (path) => {
      await fill(path, 2500);
      await importLedger({ path: `${path}.copy`, from: portions(await exportOf(path), 65_536), name: 'a.jsonl' });
      return [(await look(`${path}.copy`)).meta, (await look(path)).meta];
    });
    assert.deepEqual(counts[0], counts[1]);
  });

  it('is written as a header, a line for each record, and an end', async () => {
    const lines = await withPath(async (path) => {
      await withLedger(path, (ledger) => introduceTo(ledger, [akua], 500));
      return (await exportOf(path)).toString().split('\n');
    });
    const parsed = lines.slice(0, 3).map((line) => JSON.parse(line) as Record<string, unknown>);
    const kinds = parsed.map(({ kind }) => kind);
    assert.deepEqual(
      [parsed[0], kinds, Object.keys(parsed[2] ?? {}), lines.slice(3)],
      [
        {
          format: 'ssm-contacts-exporter ledger',
          version: 1,
          schema: 3,
          createdAt: 1000,
          commit: 1,
          forgottenBefore: 0,
        },
        [undefined, 'contact', undefined],
        ['end'],
        [''],
      ],
    );
  });
});

describe('an import', () => {
  it('of a file that was cut, wherever, is refused, and leaves nothing behind', async () => {
    await withPath(async (path) => {
      await withLedger(path, (ledger) => introduceTo(ledger, [akua, diego]));
      const bytes = await exportOf(path);
      const into = `${path}.copy`;
      const refusals = new Set<string>();
      const lengths = [...bytes.keys()].filter((length) => length % 61 === 0 || bytes.length - length < 3);
      for (const length of lengths) refusals.add(await refusalOf(into, bytes.subarray(0, length)));
      const whats = ['it is empty', 'it was cut within a line'];
      assert.deepEqual(
        [...refusals],
        whats.map((what) => `a.jsonl can't be imported: ${what}`),
      );
      assert.deepEqual(await readdir(into), []);
    });
  });

  const line = (value: unknown) => `${JSON.stringify(value)}\n`;
  const changed = (change: (text: string) => string) => (bytes: Buffer) => Buffer.from(change(bytes.toString()));
  const withHeader = (changes: object) =>
    changed((text) => {
      const [header = '', ...others] = text.split('\n');
      return line({ ...(JSON.parse(header) as object), ...changes }) + others.join('\n');
    });
  const rows: { name: string; change: (bytes: Buffer) => Buffer; what: string }[] = [
    {
      name: 'without its last line',
      change: changed((text) => text.replace(/\{"end".*\n/, '')),
      what: 'it was cut: its last line is missing',
    },
    {
      name: 'without a record',
      change: changed((text) => text.replace(/\{"kind":"page".*\n/, '')),
      what: 'it does not match its checksum',
    },
    {
      name: 'with another number',
      change: changed((text) => text.replace('"pagesSent":6', '"pagesSent":7')),
      what: 'it does not match its checksum',
    },
    {
      name: 'with another time of creation',
      change: withHeader({ createdAt: 5 }),
      what: 'it does not match its checksum',
    },
    {
      name: 'with more after its end',
      change: changed((text) => text + line({})),
      what: 'it goes on after its last line',
    },
    {
      name: 'with what is no JSON',
      change: changed((text) => text.replace('{"kind"', 'kind')),
      what: 'it has a line that is no JSON',
    },
    {
      name: 'with what is no record',
      change: changed((text) => text.replace('"kind":"page"', '"kind":"meta"')),
      what: 'it has a line that is no record',
    },
    { name: 'which is something else', change: () => Buffer.from('{"a":1}\n'), what: 'it is no export of a ledger' },
    { name: 'which is a text', change: () => Buffer.from('"text"\n'), what: 'it is no export of a ledger' },
    {
      name: 'of a later format',
      change: withHeader({ version: 2 }),
      what: 'its format is of version 2, and this version of the exporter knows 1',
    },
    {
      name: 'of an older schema',
      change: withHeader({ schema: 2 }),
      what:
        'it has records of schema 2, and this version of the exporter imports schema 3; ' +
        'import it with the version that exported it, and start this one with that ledger',
    },
    { name: 'without a commit number', change: withHeader({ commit: null }), what: 'its header is not whole' },
  ];
  for (const { name, change, what } of rows) {
    it(`of a file ${name} is refused, and leaves nothing behind`, async () => {
      await withPath(async (path) => {
        await fill(path);
        const into = `${path}.copy`;
        assert.deepEqual(
          [await refusalOf(into, change(await exportOf(path))), await readdir(into)],
          [`a.jsonl can't be imported: ${what}`, []],
        );
      });
    });
  }

  it('into a directory that is not empty is refused, and changes nothing there', async () => {
    await withPath(async (path) => {
      await fill(path);
      const bytes = await exportOf(path);
      const into = `${path}.copy`;
      await mkdir(into);
      await writeFile(`${into}/something`, 'else');
      assert.deepEqual(
        [await refusalOf(into, bytes), await readdir(into)],
        [
          `${into} is not empty; import into another --ledger.path, or move what is there out of the way: mv '${into}' '${into}.aside'`,
          ['something'],
        ],
      );
    });
  });
});
