import { setMaxListeners } from 'node:events';
import type { Fault } from '../core/fault.js';
import { TargetPoller } from './target-poller.js';
import type { PollOptions, TargetOptions } from './target-poller.js';

const hourMs = 60 * 60_000;

/** Polls every target, each on its own: a target that fails or hangs holds up no other. */
export class Poller {
  readonly targets: readonly TargetPoller[];
  readonly #options: PollOptions;

  constructor(targets: readonly TargetOptions[], options: PollOptions) {
    const claims = new Map<string, string>();
    this.targets = targets.map((target) => new TargetPoller(target, { ...options, claims }));
    this.#options = options;
  }

  /** Makes the configured contacts known. */
  async introduce(): Promise<void> {
    await Promise.all(this.targets.map((target) => target.introduce()));
  }

  /**
   * Polls until `signal` aborts; returns when everything it had begun has ended.
   * @throws Error, after ending everything, when a loop ended by a mistake of the exporter's own
   */
  async run(signal: AbortSignal): Promise<void> {
    const failing = new AbortController();
    const either = forMany(AbortSignal.any([signal, failing.signal]));
    const loops = [this.#keepPruning(either), ...this.targets.flatMap((target) => target.start(either))];
    const failed = (error: unknown) => failing.abort(error);
    for (const loop of loops) loop.catch(failed);
    await Promise.allSettled(loops);
    if (!signal.aborted && failing.signal.aborted) throw failing.signal.reason as Error;
  }

  /** Sweeps every contact of every target once. Returns the faults of those that failed. */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    const faults = await Promise.all(this.targets.map((target) => target.sweepOnce(forMany(signal))));
    return faults.flat();
  }

  async #keepPruning(signal: AbortSignal): Promise<void> {
    const { recorder, clock, time, retentionMs } = this.#options;
    const pruneEveryMs = Math.min(hourMs, retentionMs / 10);
    while (!signal.aborted) {
      await recorder.prune(clock.now());
      await time.sleepUntil(time.now() + pruneEveryMs, signal);
    }
  }
}

/** Every target waits on the same signal, more often than the ten times from which on Node.js warns of a leak. */
function forMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
