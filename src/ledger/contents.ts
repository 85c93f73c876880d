import type { EngagementRecord } from '../core/engagement.js';
import type { PageRecord } from '../core/lifecycle.js';
import { engagementId } from '../core/findings.js';
import type { ContactRecord, EngagementKey } from '../core/findings.js';
import { LedgerError } from './ledger-error.js';
import { writeSynced } from './store.js';
import type { Store } from './store.js';

/** The newest layout of the store that this version can read and the one that it writes. */
const currentSchema = 2;

/** What the store says about itself. */
export interface Meta {
  readonly schema: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How many records of each kind there are: one that has gone missing is noticed. */
  readonly records: Readonly<RecordCounts>;
  /** Epoch milliseconds: pages last sent before this have been pruned. */
  readonly forgottenBefore: number;
}

/** How many records there are of each kind that is counted. */
export type RecordCounts = Record<'contact' | 'page' | 'engagement', number>;

export const noRecords: Readonly<RecordCounts> = { contact: 0, page: 0, engagement: 0 };

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
  const iterator = store.iterator();
  try {
    for (;;) {
      const entries = await iterator.nextv(batchSize);
      if (entries.length === 0) return;
      yield entries.map(([key, record]) => toStoredRecord(key, record));
    }
  } finally {
    await iterator.close();
  }
}

/**
 * Reads what the store says about itself; undefined when it is empty.
 * @throws LedgerError when it was written by a newer version, or has records and no meta
 */
export async function readMeta(store: Store, path: string): Promise<Meta | undefined> {
  const meta = (await store.get(keys.meta)) as Meta | undefined;
  if (meta !== undefined) {
    if (meta.schema > currentSchema) throw LedgerError.newer(path, meta.schema, currentSchema);
    return meta;
  }
  const [anyKey] = await store.keys({ limit: 1 }).all();
  if (anyKey !== undefined) throw LedgerError.damaged(path, 'it holds records but does not say of which schema');
  return undefined;
}

/** Begins an empty store at `now`, epoch milliseconds. */
export async function createMeta(store: Store, now: number): Promise<Meta> {
  const meta: Meta = { schema: currentSchema, createdAt: now, records: noRecords, forgottenBefore: 0 };
  await writeSynced(store, [{ type: 'put', key: keys.meta, value: meta }]);
  return meta;
}

function toStoredRecord(key: string, record: unknown): StoredRecord {
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

function keyOf({ kind, record }: StoredRecord): string {
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
