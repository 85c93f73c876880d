import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigFile } from './config/config-file.js';

export interface AutoReloadOptions {
  readonly file: Pick<ConfigFile, 'loaded' | 'fingerprint'>;
  /** Milliseconds between two looks at the file. */
  readonly intervalMs: number;
  /** Loads the file, which changes `file.loaded`; never rejects. */
  readonly reload: () => Promise<unknown>;
}

/** So long a file must stay as it is: half a file may be a good one, with half the contacts. */
const longestSettlingMs = 1000;

/** Reloads the file when its content is not what was last loaded, good or bad. Looks again and again until `signal` aborts. */
export async function autoReload({ file, intervalMs, reload }: AutoReloadOptions, signal: AbortSignal): Promise<void> {
  const settlingMs = Math.min(longestSettlingMs, intervalMs);
  try {
    for (;;) {
      await sleep(intervalMs, undefined, { signal });
      const seen = await file.fingerprint(signal);
      if (seen === file.loaded) continue;
      await sleep(settlingMs, undefined, { signal });
      const isSettled = (await file.fingerprint(signal)) === seen;
      signal.throwIfAborted();
      // Somebody else may have had it loaded meanwhile.
      if (isSettled && seen !== file.loaded) await reload();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
