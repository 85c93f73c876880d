import { open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { checksum } from './codec.js';
import { LedgerError } from './ledger-error.js';
import { readWholeFile } from './whole-file.js';

/** `commit `, 15 digits, a space, the CRC-32 of what is before it in 8 hexadecimal digits, and a line end: 32 bytes. */
const pattern = /^(commit (\d{15})) ([\da-f]{8})\n$/;

/** What whoever accepts a loss writes into the file. */
const acceptance = /^accepted\r?\n?$/;

/**
 * A small file beside the store that says the number of the last commit. LevelDB takes a log that ends too early for one
 * that was never longer; the watermark knows better.
 *
 * It is overwritten after each commit and not synced: that would double the time of a commit. A power failure can therefore
 * leave it behind the store, which proves nothing and is put right; that the store is behind it proves a loss.
 */
export class Watermark {
  private constructor(
    readonly directory: string,
    readonly file: FileHandle,
    readonly identity: string,
  ) {}

  /**
   * Compares the watermark in `directory` with the last commit of the store there, and changes nothing.
   * @throws LedgerError when the store has lost commits, or the watermark can't tell
   */
  static async check(directory: string, lastCommit: number): Promise<void> {
    const stored = await readWholeFile(pathIn(directory)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    const text = stored?.toString('latin1');
    // A new store has none yet, and neither has one of an older version.
    if (text === undefined && lastCommit === 0) return;
    if (text === undefined) throw LedgerError.unproven(directory, 'its watermark is missing');
    if (acceptance.test(text)) return;
    const [, marked = '', digits, crc] = pattern.exec(text) ?? [];
    if (digits === undefined || crc !== checksum(marked)) {
      throw LedgerError.unproven(directory, 'its watermark does not match its checksum');
    }
    const lost = Number(digits) - lastCommit;
    if (lost > 0)
      throw LedgerError.unproven(
        directory,
        `it has lost its last ${lost === 1 ? '' : `${lost} `}commit${lost === 1 ? '' : 's'}`,
      );
  }

  /** Writes a new watermark, synced and put in place whole, and keeps it open. */
  static async begin(directory: string, commit: number): Promise<Watermark> {
    const fresh = `${pathIn(directory)}.new`;
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(textOf(commit));
      await file.sync();
      await rename(fresh, pathIn(directory));
      await syncDirectory(directory);
      return new Watermark(directory, file, identityOf(await file.stat({ bigint: true })));
    } catch (error) {
      await file.close();
      await rm(fresh, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** Says that this commit is on the disk: one write of 32 bytes in place, which a crash leaves done or not begun. */
  async mark(commit: number): Promise<void> {
    const { bytesWritten } = await this.file.write(textOf(commit), 0, 'latin1');
    if (bytesWritten !== textLength) throw new Error(`wrote ${bytesWritten} bytes of ${textLength} to the watermark`);
  }

  /**
   * Whether the file still stands in its directory. A removed directory takes writes and syncs of open files as if nothing
   * had happened, and nobody would ever read them.
   */
  async isInPlace(): Promise<boolean> {
    try {
      return identityOf(await stat(pathIn(this.directory), { bigint: true })) === this.identity;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

const textLength = 32;

function textOf(commit: number): string {
  const marked = `commit ${String(commit).padStart(15, '0')}`;
  return `${marked} ${checksum(marked)}\n`;
}

function pathIn(directory: string): string {
  return join(directory, 'watermark');
}

function identityOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev} ${ino}`;
}

/** A file's name is on the disk only when its directory is synced; Windows does that by itself, and can't open one. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
