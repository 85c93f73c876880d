import type { AbstractBatchOperation, AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import { mkdir, readdir } from 'node:fs/promises';
import { checkedJson } from './codec.js';
import { LedgerError } from './ledger-error.js';

export type Store = AbstractLevel<string | Buffer | Uint8Array, string, unknown>;
export type Operation = AbstractBatchOperation<Store, string, unknown>;

/**
 * Opens the store in the directory `path`, made when missing; an empty path keeps everything in memory.
 * @throws LedgerError when another process has it open, or LevelDB finds it damaged or can't read it
 */
export async function openStore(path: string): Promise<Store> {
  if (path === '') {
    const store = new MemoryLevel<string, unknown>({ valueEncoding: checkedJson });
    await store.open();
    return store;
  }
  try {
    await mkdir(path, { recursive: true });
    await refuseHeadless(path);
    const store = new ClassicLevel<string, unknown>(path, { valueEncoding: checkedJson });
    await store.open();
    return store;
  } catch (error) {
    throw toLedgerError(path, error);
  }
}

/** Writes the operations all together or not at all, and returns when they are on the disk. */
export async function writeSynced(store: Store, operations: Operation[]): Promise<void> {
  // `sync` is an option of classic-level alone; memory-level passes it over.
  const options: object = { sync: true };
  await store.batch(operations, options);
}

/**
 * LevelDB would quietly start anew over the files of a store whose CURRENT file is lost. A new store has no CURRENT yet
 * when it has its first manifest and nothing else: who finds that was killed there, and nothing is lost.
 */
async function refuseHeadless(path: string): Promise<void> {
  const files = await readdir(path);
  if (files.includes('CURRENT') || !files.some((file) => /\.(ldb|sst|log)$|^MANIFEST-(?!000001$)/.test(file))) return;
  throw LedgerError.damaged(path, 'its CURRENT file is missing');
}

function toLedgerError(path: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  // abstract-level wraps LevelDB's own error.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED') return LedgerError.inUse(path, error);
  if (code === 'LEVEL_CORRUPTION') return LedgerError.damaged(path, (cause as Error).message, error);
  return LedgerError.unusable(path, cause);
}
