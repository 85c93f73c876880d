import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { InspectionOptions } from './config/inspection-options.js';
import { exported } from './ledger/transfer/export.js';
import { importLedger } from './ledger/transfer/import.js';
import { Ledger } from './ledger/ledger.js';
import { ledgerSummary } from './ledger-summary.js';

export interface Inspection extends InspectionOptions {
  /** Directory of the ledger. */
  readonly path: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/**
 * Writes a ledger out, or reads one in, as it is asked. Returns what there is to tell a person: what the ledger holds, or
 * what was done; nothing when standard output has the ledger itself.
 * @throws LedgerError when the ledger, or what is imported, can't be used; the error of a file that can't be written or read
 */
export async function inspectLedger({ path, exportTo, importFrom, stdin, stdout }: Inspection): Promise<string> {
  if (importFrom !== '') {
    const from = importFrom === '-' ? stdin : bytesOf(importFrom);
    await importLedger({ path, from, name: importFrom === '-' ? 'standard input' : importFrom });
  }
  const ledger = await Ledger.openExisting(path);
  try {
    if (exportTo === '') return ledgerSummary(path, ledger);
    if (exportTo !== '-') return await exportToFile(ledger, exportTo);
    // Standard output stays open: the process ends with it.
    await pipeline(Readable.from(exported(ledger)), stdout, { end: false });
    return '';
  } finally {
    await ledger.close();
  }
}

/** Opens the file no sooner than it is read: until then nobody would hear of its errors. */
async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file) as AsyncIterable<Buffer>;
}

/** Writes a file that is not there yet: what it would replace may be the only copy of another history. */
async function exportToFile(ledger: Ledger, file: string): Promise<string> {
  const target = createWriteStream(file, { flags: 'wx', flush: true });
  try {
    await pipeline(Readable.from(exported(ledger)), target);
  } catch (error) {
    // Only what was begun here is half an export.
    if (!target.pending) await rm(file, { force: true });
    throw error;
  }
  const { contact, page, engagement } = ledger.meta.records;
  return `Exported to ${file}. Contacts: ${contact}, pages: ${page}, engagements: ${engagement}.`;
}
