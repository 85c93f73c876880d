import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checksumOf } from '../codec.js';
import { currentSchema, keyOf, keys, put } from '../contents.js';
import type { Meta } from '../contents.js';
import { Ledger } from '../ledger.js';
import { LedgerError } from '../ledger-error.js';
import { makeDirectory, openStore, writeSynced } from '../store.js';
import type { Store } from '../store.js';
import { emptyTally, movedSum } from '../tally.js';
import type { Tally } from '../tally.js';
import { Watermark } from '../watermark.js';
import { headerProblem, isEnd, isRecordLine } from './format.js';
import type { End, Header, RecordLine } from './format.js';
import { linesOf } from './lines.js';

const batchSize = 1000;

export interface Import {
  /** Directory of the ledger; missing or empty. */
  readonly path: string;
  /** What was exported, and the name by which errors call it. */
  readonly from: AsyncIterable<Buffer | string>;
  readonly name: string;
}

/**
 * Makes a ledger of what was exported: all of it, or none. Until the meta is written last, no exporter opens it.
 * @throws LedgerError when there is a ledger already, and when what was exported is not whole
 */
export async function importLedger({ path, from, name }: Import): Promise<void> {
  await makeDirectory(path);
  if ((await filesIn(path)).length > 0) throw LedgerError.occupied(path);
  const store = await openStore(path);
  try {
    await fill(store, { path, from, name });
  } catch (error) {
    // It was empty: all that is in it now is half a ledger. Removed while its lock is held, it is nobody else's.
    await Promise.all((await filesIn(path)).map((file) => rm(join(path, file), { recursive: true, force: true })));
    throw error;
  } finally {
    await store.close();
  }
  const ledger = await Ledger.openExisting(path);
  await ledger.close();
}

/** What a new file system has of its own is not counted. */
async function filesIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((file) => file !== 'lost+found');
}

async function fill(store: Store, { path, from, name }: Import): Promise<void> {
  const lines = new CheckedLines(from, name);
  const header = await lines.header();
  let tally: Tally = emptyTally;
  for await (const records of batchesOf(lines.records())) {
    await writeSynced(
      store,
      records.map((line) => put(keyOf(line), line.record)),
    );
    tally = withRecords(tally, records);
  }
  lines.checkEnd(tally);
  const { schema, createdAt, commit, forgottenBefore } = header;
  const meta: Meta = { schema, createdAt, ...tally, commit, forgottenBefore };
  const watermark = await Watermark.begin(path, commit);
  await watermark.close();
  await writeSynced(store, [put(keys.meta, meta)]);
}

function withRecords({ records: before, sum }: Tally, lines: readonly RecordLine[]): Tally {
  const records = { ...before };
  for (const { kind } of lines) records[kind] += 1;
  const come = lines.map(({ record }) => checksumOf(record));
  return { records, sum: movedSum(sum, [], come) };
}

async function* batchesOf(lines: AsyncIterable<RecordLine>): AsyncGenerator<RecordLine[]> {
  let batch: RecordLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The lines of an export, each read once and in their order. */
class CheckedLines {
  readonly #lines: AsyncIterator<string>;
  readonly #hash = createHash('sha256');
  #end: End['end'] | undefined;

  constructor(
    from: AsyncIterable<Buffer | string>,
    readonly name: string,
  ) {
    this.#lines = linesOf(from);
  }

  async header(): Promise<Header> {
    const line = await this.#next();
    if (line === undefined) throw this.#wrong('it is empty');
    const header = this.#parsed(line);
    const problem = headerProblem(header, currentSchema);
    if (problem !== undefined) throw this.#wrong(problem);
    this.#hash.update(line);
    return header as Header;
  }

  async *records(): AsyncGenerator<RecordLine> {
    for (;;) {
      const line = await this.#next();
      if (line === undefined) throw this.#wrong('it was cut: its last line is missing');
      const parsed = this.#parsed(line);
      if (isEnd(parsed)) {
        this.#end = parsed.end;
        if ((await this.#next()) !== undefined) throw this.#wrong('it goes on after its last line');
        return;
      }
      if (!isRecordLine(parsed)) throw this.#wrong('it has a line that is no record');
      this.#hash.update(line);
      yield parsed;
    }
  }

  checkEnd(tally: Tally): void {
    const found = { records: tally.records, sha256: this.#hash.digest('hex') };
    if (!isDeepStrictEqual(found, this.#end)) throw this.#wrong('it does not match its checksum');
  }

  async #next(): Promise<string | undefined> {
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }

  #parsed(line: string): unknown {
    if (!line.endsWith('\n')) throw this.#wrong('it was cut within a line');
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw this.#wrong('it has a line that is no JSON');
    }
  }

  #wrong(what: string): LedgerError {
    return LedgerError.notImportable(this.name, what);
  }
}
