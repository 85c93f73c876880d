import type { AbstractBatchOperation, AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import { mkdir, readdir } from 'node:fs/promises';
import { checkedJson } from './codec.js';
import { LedgerError } from './ledger-error.js';
import { checkTables } from './leveldb/check-tables.js';
import { readLogs } from './leveldb/read-logs.js';

export type Store = AbstractLevel<string | Buffer | Uint8Array, string, unknown>;
export type Operation = AbstractBatchOperation<Store, string, unknown>;

/**
 * Opens the store in the directory `path`; an empty path keeps everything in memory.
 * @throws LedgerError when another process has it open, or it is damaged or can't be read
 */
export async function openStore(path: string): Promise<Store> {
  if (path === '') {
    const store = new MemoryLevel<string, unknown>({ valueEncoding: checkedJson });
    await store.open();
    return store;
  }
  try {
    await refuseHeadless(path);
    await refuseDamaged(path);
    const store = new ClassicLevel<string, unknown>(path, { valueEncoding: checkedJson });
    await store.open();
    return store;
  } catch (error) {
    throw toLedgerError(path, error);
  }
}

/** Makes the directory of a ledger that is not there yet. */
export async function makeDirectory(path: string): Promise<void> {
  if (path === '') return;
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw toLedgerError(path, error);
  });
}

/** Whether a ledger was ever begun in the directory `path`. */
export async function isBegun(path: string): Promise<boolean> {
  const files = await readdir(path).catch((error: unknown): string[] => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw toLedgerError(path, error);
  });
  return files.some((file) => isOfStore.test(file));
}

/** Writes the operations all together or not at all, and returns when they are on the disk. */
export async function writeSynced(store: Store, operations: Operation[]): Promise<void> {
  // `sync` is an option of classic-level alone; memory-level passes it over.
  const options: object = { sync: true };
  await store.batch(operations, options);
}

const isOfStore = /\.(ldb|sst|log)$|^MANIFEST-|^CURRENT$|^watermark$/;

/** Of a store whose making was cut short by a kill: its first manifest, and nothing that was ever shown. */
const isOfBeginning = /^MANIFEST-000001$/;

/** LevelDB would quietly start anew over the files of a store whose CURRENT file is lost. */
async function refuseHeadless(path: string): Promise<void> {
  const files = await readdir(path);
  if (files.includes('CURRENT') || !files.some((file) => isOfStore.test(file) && !isOfBeginning.test(file))) return;
  throw LedgerError.damaged(path, 'its CURRENT file is missing');
}

async function refuseDamaged(path: string): Promise<void> {
  try {
    await checkTables(path);
    await readLogs(path);
  } catch (error) {
    // Another process may be writing just these files.
    await refuseUsed(path);
    throw isOfSystem(error) ? error : LedgerError.damaged(path, (error as Error).message, error);
  }
}

/** Asks LevelDB for the lock and for nothing else: told to refuse a store that exists, it has read none of it yet. */
async function refuseUsed(path: string): Promise<void> {
  const store = new ClassicLevel(path);
  try {
    await store.open({ createIfMissing: false, errorIfExists: true });
  } catch (error) {
    if (codeOf(causeOf(error)) === 'LEVEL_LOCKED') throw LedgerError.inUse(path, error);
  } finally {
    await store.close();
  }
}

/** Whether an error is one of a call to the system, of ours or of LevelDB's. */
export function isOfSystem(error: unknown): boolean {
  return /^E[A-Z]/.test(codeOf(error)) || codeOf(causeOf(error)) === 'LEVEL_IO_ERROR';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** abstract-level wraps LevelDB's own error. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/** What the system or LevelDB says, in the ledger's words. */
export function toLedgerError(path: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const cause = causeOf(error);
  if (codeOf(cause) === 'LEVEL_LOCKED') return LedgerError.inUse(path, error);
  if (codeOf(cause) === 'LEVEL_CORRUPTION') return LedgerError.damaged(path, (cause as Error).message, error);
  return LedgerError.unusable(path, cause);
}
