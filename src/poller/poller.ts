import type { Fault } from '../core/fault.js';
import { TargetPoller } from './target-poller.js';
import type { PollOptions, TargetOptions } from './target-poller.js';
import { waitUntil } from './wait.js';

const hourMs = 60 * 60_000;

/** Polls every target, each on its own: a target that fails or hangs holds up no other. */
export class Poller {
  readonly targets: readonly TargetPoller[];
  readonly #options: PollOptions;

  constructor(targets: readonly TargetOptions[], options: PollOptions) {
    this.targets = targets.map((target) => new TargetPoller(target, options));
    this.#options = options;
  }

  /** Makes the configured contacts known. */
  async introduce(): Promise<void> {
    for (const target of this.targets) await target.introduce();
  }

  /** Polls until `signal` aborts; returns when everything it had begun has ended. */
  async run(signal: AbortSignal): Promise<void> {
    const loops = [this.#keepPruning(signal), ...this.targets.map((target) => target.run(signal))];
    const endings = await Promise.allSettled(loops);
    const failure = endings.find((ending) => ending.status === 'rejected' && !signal.aborted);
    if (failure?.status === 'rejected') throw failure.reason;
  }

  /** Sweeps every contact of every target once. Returns the faults of those that failed. */
  async sweepOnce(signal: AbortSignal): Promise<readonly Fault[]> {
    const faults = await Promise.all(this.targets.map((target) => target.sweepOnce(signal)));
    return faults.flat();
  }

  async #keepPruning(signal: AbortSignal): Promise<void> {
    const { recorder, clock, retentionMs } = this.#options;
    const pruneEveryMs = Math.min(hourMs, retentionMs / 10);
    while (!signal.aborted) {
      await recorder.prune(clock.now());
      await waitUntil(performance.now() + pruneEveryMs, signal);
    }
  }
}
