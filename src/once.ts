import { assemble } from './assembly.js';
import type { AssemblyOptions } from './assembly.js';
import type { Config } from './config/config.js';
import type { Fault } from './core/fault.js';
import { Releases } from './releases.js';

/** What one sweep of everything has found. */
export interface OnceResult {
  /** The metrics, as a scrape would show them. */
  readonly metrics: string;
  readonly faults: readonly Fault[];
}

/**
 * Sweeps every contact once.
 * @throws LedgerError when the ledger can't be used, the signal's reason when it aborts
 */
export async function runOnce(
  config: Config,
  options: Omit<AssemblyOptions, 'signal' | 'isOnce'>,
  signal: AbortSignal,
): Promise<OnceResult> {
  const releases = new Releases();
  try {
    const { poller, scrape } = await assemble(config, { ...options, signal, isOnce: true }, releases);
    await poller.introduce();
    const faults = await poller.sweepOnce(signal);
    const { body } = await scrape({});
    return { metrics: body.toString(), faults };
  } finally {
    await releases.releaseAll();
  }
}
