import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../core/describe-error.js';

/** The text of the file at a path; rejects when there is none. */
export type ReadFile = (path: string) => Promise<string>;

export type Read = { readonly text: string } | { readonly error: string };

export interface FileReaderOptions {
  /** A read that takes longer has failed. */
  readonly timeoutMs: number;
  /** Reads the text of a file, until the signal aborts if it can. */
  readonly readText?: (path: string, signal: AbortSignal) => Promise<string>;
}

/** Between two looks at a pipe that has nothing. */
const pipeMs = 20;

/**
 * Reads one file again and again, one read at a time, and waits for none of them longer than the deadline. One at a time,
 * because a read from a file system that does not answer keeps one of the four threads that Node.js has for files, names
 * and compression, for as long as that lasts.
 */
export class FileReader {
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #readText: (path: string, signal: AbortSignal) => Promise<string>;
  #last: Promise<unknown> = Promise.resolve();
  #isReading = false;

  constructor(path: string, { timeoutMs, readText = readTextOf }: FileReaderOptions) {
    this.#path = path;
    this.#timeoutMs = timeoutMs;
    this.#readText = readText;
  }

  /** Whether the file is being read, for somebody who waits or for somebody who has given up. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** The text of the file, or why there is none; `signal` ends the wait. Never rejects. */
  async read(signal?: AbortSignal): Promise<Read> {
    const ending = new AbortController();
    const giveUp = () => ending.abort(new Error('the reading was given up'));
    const late = () => ending.abort(new Error(`can't be read within ${this.#timeoutMs / 1000} s`));
    const timer = setTimeout(late, this.#timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
    const over = new Promise<never>((_resolve, reject) => {
      const end = () => reject(ending.signal.reason as Error);
      if (ending.signal.aborted) end();
      else ending.signal.addEventListener('abort', end, { once: true });
    });
    try {
      return { text: await Promise.race([over, this.#readInTurn(ending.signal)]) };
    } catch (error) {
      return { error: describeError(error) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Waits for the end of the read under way, if that comes within `ms` milliseconds. */
  async rest(ms: number): Promise<void> {
    const enough = new AbortController();
    await Promise.race([this.#last, sleep(ms, undefined, { signal: enough.signal }).catch(() => undefined)]);
    enough.abort();
  }

  #readInTurn(signal: AbortSignal): Promise<string> {
    const read = this.#last.then(async () => {
      signal.throwIfAborted();
      this.#isReading = true;
      try {
        return await this.#readText(this.#path, signal);
      } finally {
        this.#isReading = false;
      }
    });
    this.#last = read.catch(() => undefined);
    return read;
  }
}

/** Reads files by their paths, each by a reader of its own. */
export class FileReaders {
  readonly #options: FileReaderOptions;
  readonly #readers = new Map<string, FileReader>();
  readonly #ending = new AbortController();

  constructor(options: FileReaderOptions) {
    this.#options = options;
  }

  /** Whether any file is being read, for somebody who waits or for somebody who has given up. */
  get isReading(): boolean {
    return [...this.#readers.values()].some(({ isReading }) => isReading);
  }

  /** @throws Error when the file can't be read, or not in time */
  async text(path: string): Promise<string> {
    const reader = this.#readers.get(path) ?? new FileReader(path, this.#options);
    this.#readers.set(path, reader);
    const read = await reader.read(this.#ending.signal);
    if ('error' in read) throw new Error(read.error);
    return read.text;
  }

  /** Gives up what is being read, and waits for the end of that, if it comes within `ms` milliseconds. */
  async end(ms: number): Promise<void> {
    this.#ending.abort();
    await Promise.all([...this.#readers.values()].map((reader) => reader.rest(ms)));
  }
}

async function readTextOf(path: string, signal: AbortSignal): Promise<string> {
  // Else a pipe that nobody writes to would keep a thread, and the process from exiting.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const isPipe = (await file.stat()).isFIFO();
    return isPipe ? await readPipe(file, signal) : await file.readFile({ encoding: 'utf8', signal });
  } finally {
    await file.close();
  }
}

/** What is written to a pipe until its writer closes it; waits for the writer. */
async function readPipe(file: FileHandle, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  for (;;) {
    signal.throwIfAborted();
    const chunk = await chunkOf(file);
    if (chunk !== undefined && chunk.length > 0) chunks.push(chunk);
    else if (chunk !== undefined && chunks.length > 0) return Buffer.concat(chunks).toString();
    else await sleep(pipeMs, undefined, { signal });
  }
}

/** Empty at the end, or before a writer has come; undefined while there is one that has written nothing more. */
async function chunkOf(file: FileHandle): Promise<Buffer | undefined> {
  try {
    const { bytesRead, buffer } = await file.read();
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
