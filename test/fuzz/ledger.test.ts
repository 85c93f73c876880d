import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gaugesOf } from '../../src/core/gauges.js';
import { writeFile } from 'node:fs/promises';
import { checkedJson, checksumOf } from '../../src/ledger/codec.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { LedgerError } from '../../src/ledger/ledger-error.js';
import { movedSum } from '../../src/ledger/tally.js';
import { akua, arns } from '../core/stories.js';
import { introduceTo, pageTo, sweep, withLedger, withPath, withStore } from '../ledger/opened.js';
import { fuzz, pollution } from './fuzz.js';
import { hostileJson, hostileText, mutated } from './json.js';

/** The records of a ledger with an answered page, one that waits, and one that was sent again, as they are stored. */
async function goodRecords(): Promise<Record<string, unknown>> {
  return withPath(async (path) => {
    await withLedger(path, async (ledger) => {
      await introduceTo(ledger, [akua]);
      await sweep(ledger, akua, 9000, [
        pageTo(akua, 0, { sentAt: 1000, deliveredAt: 2000, readAt: 3000, incidentId: 'i/1' }),
        pageTo(akua, 1, { sentAt: 2000 }),
        pageTo(akua, 2, { sentAt: 3000 }),
      ]);
      await sweep(ledger, akua, 9500, [pageTo(akua, 2, { sentAt: 4000 })]);
    });
    const records: Record<string, unknown> = {};
    await withStore(path, async (store) => {
      for await (const [key, stored] of store.iterator()) records[key] = checkedJson.decode(stored);
    });
    return records;
  });
}

/** Writes these texts under these keys, opens the ledger and lives with it: `refused`, or `opened`. */
async function lifeWith(entries: readonly (readonly [string, string])[]): Promise<'refused' | 'opened'> {
  return withPath(async (path) => {
    await withStore(path, async (store) => {
      for (const [key, value] of entries) await store.put(key, value);
    });
    // Whether commits were lost is not the question here.
    await writeFile(`${path}/watermark`, 'accepted\n');
    const ledger = await Ledger.open(path, 1000).catch((error: unknown) => {
      if (error instanceof LedgerError) return undefined;
      throw error;
    });
    if (ledger === undefined) return 'refused';
    try {
      gaugesOf({ pages: ledger.openPages(akua), engagements: ledger.openEngagements(akua) }, 10_000, 60_000);
      await introduceTo(ledger, [akua]);
      const later = [pageTo(akua, 1, { sentAt: 5000, readAt: 6000 }), pageTo(akua, 5, { sentAt: 7000, readAt: 8000 })];
      await sweep(ledger, akua, 20_000, later);
      await ledger.prune(15_000);
      return 'opened';
    } finally {
      await ledger.close();
    }
  });
}

/** With a meta that knows the sum of the others, so that not every change is found by that alone. */
function summedUp(entries: readonly [string, unknown][]): readonly [string, unknown][] {
  const others = entries.filter(([key]) => key !== 'meta').map(([, record]) => record);
  const sum = movedSum(
    0,
    [],
    others.filter((record) => record !== undefined).map((record) => checksumOf(record)),
  );
  return entries.map(([key, record]) =>
    key === 'meta' && typeof record === 'object' && record !== null ? [key, { ...record, sum }] : [key, record],
  );
}

const outcomes = ['refused', 'opened'];

describe('a ledger, whatever it holds', () => {
  let records: Record<string, unknown> = {};
  before(async () => {
    records = await goodRecords();
  });

  const key = fc.oneof(
    fc.constantFrom('meta', `contact/${akua}`, `page/${arns.page('p0')}`, 'page/', 'rotation/x', '__proto__'),
    hostileText.filter((text) => text !== ''),
  );
  const encoded = hostileJson.map((record) => checkedJson.encode(record));
  const bytes = fc.uint8Array({ maxLength: 50 }).map((value) => Buffer.from(value).toString('latin1'));
  fuzz(
    'is refused or can be lived with, as any records',
    60,
    fc.asyncProperty(fc.array(fc.tuple(key, fc.oneof(encoded, bytes)), { maxLength: 5 }), async (entries) => {
      assert.deepEqual([outcomes.includes(await lifeWith(entries)), pollution()], [true, []]);
    }),
  );

  fuzz(
    'is refused or can be lived with, as good records in which something is changed',
    150,
    fc.asyncProperty(
      fc.constant(0).chain(() => mutated(records)),
      async (changed) => {
        const entries = Object.entries(changed as object).filter(([name]) => name !== '');
        const stored = summedUp(entries).map(([name, record]) => [name, checkedJson.encode(record)] as const);
        assert.deepEqual([outcomes.includes(await lifeWith(stored)), pollution()], [true, []]);
      },
    ),
  );

  it('is opened when nothing is changed', async () => {
    const stored = Object.entries(records).map(([name, record]) => [name, checkedJson.encode(record)] as const);
    assert.equal(await lifeWith(stored), 'opened');
  });
});
