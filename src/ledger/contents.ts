import type { EngagementRecord } from '../core/engagement.js';
import type { PageRecord } from '../core/lifecycle.js';
import { engagementId } from '../core/findings.js';
import type { ContactRecord, EngagementKey } from '../core/findings.js';
import { checkedJson, storedChecksum } from './codec.js';
import { LedgerError } from './ledger-error.js';
import { writeSynced } from './store.js';
import type { Operation, Store } from './store.js';
import { isMeta } from './shape.js';
import { emptyTally, movedSum } from './tally.js';
import type { Tally } from './tally.js';

/** The newest layout of the store that this version can read and the one that it writes. */
export const currentSchema = 3;

/** What the store says about itself, and of its records. */
export interface Meta extends Tally {
  readonly schema: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How many times it was written to: the number of the last commit. */
  readonly commit: number;
  /** Epoch milliseconds: pages last sent before this have been pruned. */
  readonly forgottenBefore: number;
}

/** What a store of schema 1 or 2 says: nothing of the sum of checksums, and its commits have no numbers. */
export type OldMeta = Omit<Meta, 'sum' | 'commit'> & { readonly sum?: never; readonly commit?: never };

export function isOld(meta: Meta | OldMeta): meta is OldMeta {
  return meta.schema < 3;
}

/** Where each kind of record stands: the kind, a slash, and the ARN that names it. */
export const keys = {
  meta: 'meta',
  contact: (arn: string) => `contact/${arn}`,
  page: (arn: string) => `page/${arn}`,
  engagement: (key: EngagementKey) => `engagement/${engagementId(key)}`,
};

/** One record of the store, told apart by its key. */
export type StoredRecord =
  | { readonly kind: 'meta'; readonly record: Meta }
  | { readonly kind: 'contact'; readonly record: ContactRecord }
  | { readonly kind: 'page'; readonly record: PageRecord }
  | { readonly kind: 'engagement'; readonly record: EngagementRecord };

const batchSize = 1000;

/**
 * Reads every record of the store, in batches.
 * @throws Error when a record fails its checksum, stands under a key that is not its own, or is of no known kind
 */
export async function* recordsOf(store: Store): AsyncGenerator<StoredRecord[]> {
  for await (const entries of entriesOf(store)) yield entries.map(([key, stored]) => toStoredRecord(key, stored));
}

/**
 * Reads every record of the store, hands it to `show`, and returns what they come to.
 * @throws Error as `recordsOf` does
 */
export async function readWhole(store: Store, show: (stored: StoredRecord) => void): Promise<Tally> {
  const records = { ...emptyTally.records };
  let { sum } = emptyTally;
  for await (const entries of entriesOf(store)) {
    const counted = entries.filter(([key]) => key !== keys.meta);
    sum = movedSum(
      sum,
      [],
      counted.map(([, stored]) => storedChecksum(stored)),
    );
    for (const [key, stored] of counted) {
      const record = toStoredRecord(key, stored);
      if (record.kind !== 'meta') records[record.kind] += 1;
      show(record);
    }
  }
  return { records, sum };
}

type Entry = readonly [key: string, stored: string];

async function* entriesOf(store: Store): AsyncGenerator<Entry[]> {
  const iterator = store.iterator<string, string>({ valueEncoding: 'utf8' });
  try {
    for (;;) {
      const entries = await iterator.nextv(batchSize);
      if (entries.length === 0) return;
      yield entries;
    }
  } finally {
    await iterator.close();
  }
}

/**
 * Reads what the store says about itself; undefined when it is empty.
 * @throws LedgerError when it was written by a newer version, or has records and no meta
 */
export async function readMeta(store: Store, path: string): Promise<Meta | OldMeta | undefined> {
  const meta = (await store.get(keys.meta)) as Meta | OldMeta | undefined;
  if (meta !== undefined) {
    if (meta.schema > currentSchema) throw LedgerError.newer(path, meta.schema, currentSchema);
    if (!isMeta(meta)) throw LedgerError.damaged(path, 'what it says about itself makes no sense');
    return meta;
  }
  const [anyKey] = await store.keys({ limit: 1 }).all();
  if (anyKey !== undefined) throw LedgerError.damaged(path, 'it holds records but does not say of which schema');
  return undefined;
}

/** Begins an empty store at `now`, epoch milliseconds. */
export async function createMeta(store: Store, now: number): Promise<Meta> {
  const meta: Meta = { schema: currentSchema, createdAt: now, ...emptyTally, commit: 0, forgottenBefore: 0 };
  await writeSynced(store, [put(keys.meta, meta)]);
  return meta;
}

export function put(key: string, value: unknown): Operation {
  return { type: 'put', key, value };
}

function toStoredRecord(key: string, value: string): StoredRecord {
  const record = checkedJson.decode(value);
  const [kind = ''] = key.split('/', 1);
  switch (kind) {
    case 'meta':
    case 'contact':
    case 'page':
    case 'engagement': {
      const stored = { kind, record } as StoredRecord;
      // The checksum covers the record alone: damage to a key would make it a page that is not known.
      if (keyOf(stored) !== key) throw new Error(`a record stands under the key of another: ${key}`);
      return stored;
    }
    default:
      throw new Error(`it has a record of an unknown kind: ${key}`);
  }
}

/** Where a record stands. */
export function keyOf({ kind, record }: StoredRecord): string {
  switch (kind) {
    case 'meta':
      return keys.meta;
    case 'contact':
    case 'page':
      return keys[kind](record.arn);
    case 'engagement':
      return keys.engagement(record);
    default:
      return kind satisfies never;
  }
}
