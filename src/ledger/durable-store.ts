import { isDeepStrictEqual } from 'node:util';
import { createMeta, isOld, keys, put, readMeta, readWhole, recordsOf } from './contents.js';
import type { Meta, OldMeta, StoredRecord } from './contents.js';
import { LedgerError } from './ledger-error.js';
import { Memory } from './memory.js';
import { isWellShaped } from './shape.js';
import { isBegun, isOfSystem, makeDirectory, openStore, toLedgerError, writeSynced } from './store.js';
import type { Operation, Store } from './store.js';
import type { Tally } from './tally.js';
import { upgradeFrom1, upgradeFrom2 } from './upgrade.js';
import { Watermark } from './watermark.js';

export interface DurableStoreOptions {
  /** Directory; empty: in memory. */
  readonly path: string;
  /** When a store that is begun or brought up to date now was so, epoch milliseconds; without it, none is. */
  readonly now?: number;
}

/** What a commit changes in the meta. */
export type MetaChange = Tally & Pick<Meta, 'forgottenBefore'>;

/** A store that was found whole, what it says about itself, what is held of it, and the watermark beside it. */
interface Opened {
  readonly store: Store;
  readonly meta: Meta;
  readonly memory: Memory;
  /** None beside a store in memory. */
  readonly watermark: Watermark | undefined;
}

/** The store with the watermark that proves it whole. Opened again, it is never less than it was. */
export class DurableStore {
  readonly #path: string;
  #opened: Opened;
  #meta: Meta;
  /** A failed write leaves LevelDB refusing every further one until it is opened again. */
  #needsReopening = false;

  private constructor(path: string, opened: Opened) {
    this.#path = path;
    this.#opened = opened;
    this.#meta = opened.meta;
  }

  /**
   * Opens the store, made when there is none, and reads all of it.
   * @throws LedgerError when it is in use, damaged, of a newer schema or can't be read
   */
  static async open(options: DurableStoreOptions): Promise<DurableStore> {
    await makeDirectory(options.path);
    return new DurableStore(options.path, await openWhole(options));
  }

  /**
   * Opens a store that must be there already, and be of the current schema.
   * @throws LedgerError as `open` does, and when it isn't
   */
  static async openExisting(path: string): Promise<DurableStore> {
    if (!(await isBegun(path))) throw LedgerError.missing(path);
    return new DurableStore(path, await openWhole({ path }));
  }

  get meta(): Meta {
    return this.#meta;
  }

  /** To be changed together with the store. */
  get memory(): Memory {
    return this.#opened.memory;
  }

  /** Every record, in batches. */
  records(): AsyncIterable<StoredRecord[]> {
    return recordsOf(this.#opened.store);
  }

  /** The records under these keys; undefined for a key that is unknown. */
  async lookUp(wanted: readonly string[]): Promise<unknown[]> {
    await this.recover();
    try {
      return await this.#opened.store.getMany([...wanted]);
    } catch (error) {
      this.#needsReopening = true;
      throw error;
    }
  }

  /**
   * Writes the operations and the meta that goes with them, all or nothing, synced to the disk. After a failure, whether
   * they were written is known only when `recover` has opened the store again.
   */
  async write(operations: readonly Operation[], change: MetaChange): Promise<void> {
    const { store, watermark } = this.#opened;
    const meta: Meta = { ...this.#meta, ...change, commit: this.#meta.commit + 1 };
    try {
      if (watermark !== undefined && !(await watermark.isInPlace())) {
        throw LedgerError.displaced(this.#path, 'its watermark is no longer there');
      }
      await writeSynced(store, [put(keys.meta, meta), ...operations]);
    } catch (error) {
      this.#needsReopening = true;
      throw error;
    }
    this.#meta = meta;
    // The commit is on the disk and has not failed, whatever becomes of its mark. The next one begins with opening the
    // store again, which marks this one too, and fails if that can't be done: no more than one commit is ever unmarked.
    await watermark?.mark(meta.commit).catch(() => (this.#needsReopening = true));
  }

  /**
   * Opens the store again if anything has failed since it was opened. A write that failed may have reached the disk all the
   * same: what is there is the truth, unless it is less than was there before.
   * @throws LedgerError as `open` does, and when it is another store now, or an older state of it
   */
  async recover(): Promise<void> {
    if (!this.#needsReopening) return;
    await close(this.#opened);
    this.#opened = await openWhole({ path: this.#path }, this.#meta);
    this.#meta = this.#opened.meta;
    this.#needsReopening = false;
  }

  async close(): Promise<void> {
    await close(this.#opened);
  }
}

/** `before` is what the store said about itself when it was open last. */
async function openWhole({ path, now }: DurableStoreOptions, before?: Meta): Promise<Opened> {
  const isOnDisk = path !== '';
  if (before !== undefined && !(await isBegun(path))) throw LedgerError.displaced(path, 'nothing is there any more');
  const store = await openStore(path);
  try {
    const stored = await readMeta(store, path);
    if (before !== undefined) refuseOther(path, before, stored);
    if (isOnDisk) await Watermark.check(path, stored?.commit ?? 0);
    const begun = stored ?? (now === undefined ? undefined : await createMeta(store, now));
    if (begun === undefined) throw LedgerError.missing(path);
    const memory = new Memory();
    const meta = await readChecked({ store, path, memory }, begun, now);
    const watermark = isOnDisk ? await Watermark.begin(path, meta.commit) : undefined;
    return { store, meta, memory, watermark };
  } catch (error) {
    await store.close();
    throw toOpeningError(path, error);
  }
}

/** What has been shown and scraped must not be counted again: an empty or older store is not gone on with. */
function refuseOther(path: string, before: Meta, meta: Meta | OldMeta | undefined): void {
  if (meta === undefined || isOld(meta) || meta.createdAt !== before.createdAt) {
    throw LedgerError.displaced(path, 'another one has taken its place');
  }
  if (meta.commit >= before.commit) return;
  throw LedgerError.displaced(path, `it ends at commit ${meta.commit}, and ${before.commit} were made`);
}

/** Reads all of the store, and brings it to the current schema: only what was found whole is rewritten. */
async function readChecked(
  { store, path, memory }: { readonly store: Store; readonly path: string; readonly memory: Memory },
  meta: Meta | OldMeta,
  now: number | undefined,
): Promise<Meta> {
  const tally = await readWhole(store, (stored) => {
    if (!isWellShaped(stored, meta.schema)) throw new Error(`a record of a ${stored.kind} is not one`);
    memory.show(stored);
  });
  if (!isDeepStrictEqual(tally.records, meta.records)) {
    const [expected, held] = [meta.records, tally.records].map((counts) => JSON.stringify(counts));
    throw LedgerError.damaged(path, `it should hold ${expected} records and holds ${held}`);
  }
  if (isOld(meta)) {
    if (now === undefined) throw LedgerError.older(path, meta.schema);
    const upgrading = meta.schema === 1 ? upgradeFrom1(store, meta, now) : upgradeFrom2(store, meta, tally);
    const upgraded = await upgrading.catch((error: unknown) => {
      throw LedgerError.unwritable(path, error);
    });
    return isOld(upgraded) ? readChecked({ store, path, memory }, upgraded, now) : upgraded;
  }
  if (tally.sum !== meta.sum) throw LedgerError.damaged(path, 'some of its records are older than others');
  return meta;
}

async function close({ store, watermark }: Opened): Promise<void> {
  await watermark?.close().catch(() => undefined);
  await store.close();
}

function toOpeningError(path: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  return isOfSystem(error) ? toLedgerError(path, error) : LedgerError.damaged(path, rootMessageOf(error), error);
}

/** abstract-level wraps what LevelDB or the codec found in an error of its own. */
function rootMessageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessageOf(error.cause);
}
