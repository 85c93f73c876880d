import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describeError } from '../core/describe-error.js';
import { loadConfig, type Loaded, type LoadOptions } from './load.js';

export interface ConfigFileOptions extends Pick<LoadOptions, 'env' | 'flags'> {
  /** Undefined when there is none: then there are the environment, the flags and the defaults. */
  readonly file: string | undefined;
}

type Read = { readonly text: string } | { readonly error: string };

/** The configuration as its file, the environment and the flags say it; the file may say something else at each reading. */
export class ConfigFile {
  readonly #options: ConfigFileOptions;
  #loaded: string | undefined;

  constructor(options: ConfigFileOptions) {
    this.#options = options;
  }

  /** The fingerprint of what was last loaded, good or bad. */
  get loaded(): string | undefined {
    return this.#loaded;
  }

  /** Reads everything anew. Never throws. */
  async load(): Promise<Loaded> {
    const { file, env, flags } = this.#options;
    if (file === undefined) return loadConfig({ file, env, flags });
    const read = await readText(file);
    this.#loaded = fingerprintOf(read);
    if ('error' in read) return { problems: [{ path: file, message: read.error }] };
    return loadConfig({ file: { name: file, text: read.text }, env, flags });
  }

  /**
   * Stands for what is in the file now, or for why it can't be read. A hash of the content, because the file may be a link
   * to one that is swapped for another, as those of a ConfigMap are, with times that say nothing.
   */
  async fingerprint(): Promise<string | undefined> {
    const { file } = this.#options;
    return file === undefined ? undefined : fingerprintOf(await readText(file));
  }
}

async function readText(file: string): Promise<Read> {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    return { error: describeError(error) };
  }
}

function fingerprintOf(read: Read): string {
  return 'error' in read ? read.error : createHash('sha256').update(read.text).digest('hex');
}
