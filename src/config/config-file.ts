import { createHash } from 'node:crypto';
import { FileReader, type Read } from './file-reader.js';
import { loadConfig, type Loaded, type LoadOptions } from './load.js';

export interface ConfigFileOptions extends Pick<LoadOptions, 'env' | 'flags'> {
  /** Undefined when there is none: then there are the environment, the flags and the defaults. */
  readonly file: string | undefined;
}

/** A reload must end, with a reason, however the file is stored. */
const timeoutMs = 10_000;

/** The configuration as its file, the environment and the flags say it; the file may say something else at each reading. */
export class ConfigFile {
  readonly #options: ConfigFileOptions;
  readonly #reader: FileReader | undefined;
  #loaded: string | undefined;

  constructor(options: ConfigFileOptions) {
    this.#options = options;
    this.#reader = options.file === undefined ? undefined : new FileReader(options.file, { timeoutMs });
  }

  /** The fingerprint of what was last loaded, good or bad. */
  get loaded(): string | undefined {
    return this.#loaded;
  }

  /** Whether the file is being read, for somebody who waits or for somebody who has given up. */
  get isReading(): boolean {
    return this.#reader?.isReading ?? false;
  }

  /** Reads everything anew, until `signal` aborts. Never throws; a file that can't be read in time is a problem. */
  async load(signal?: AbortSignal): Promise<Loaded> {
    const { file = '', env, flags } = this.#options;
    const read = await this.#reader?.read(signal);
    if (read === undefined) return loadConfig({ env, flags });
    this.#loaded = fingerprintOf(read);
    if ('error' in read) return { problems: [{ path: file, message: read.error }] };
    return loadConfig({ file: { name: file, text: read.text }, env, flags });
  }

  /**
   * Stands for what is in the file now, or for why it can't be read. A hash of the content, because the file may be a link
   * to one that is swapped for another, as those of a ConfigMap are, with times that say nothing.
   */
  async fingerprint(signal?: AbortSignal): Promise<string | undefined> {
    const read = await this.#reader?.read(signal);
    return read && fingerprintOf(read);
  }

  /** Waits for the end of the read under way, if that comes within `ms` milliseconds. */
  async rest(ms: number): Promise<void> {
    await this.#reader?.rest(ms);
  }
}

function fingerprintOf(read: Read): string {
  return 'error' in read ? read.error : createHash('sha256').update(read.text).digest('hex');
}
