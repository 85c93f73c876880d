import { backoffMs, isRefusal } from '../core/backoff.js';
import type { Fault, Reason } from '../core/fault.js';
import type { PollSettings } from './poll-settings.js';

export interface PatienceOptions {
  readonly settings: Pick<PollSettings, 'intervalMs'>;
  /** A number in [0, 1), anew at each call. */
  readonly random: () => number;
}

/**
 * Says how long something that failed is left alone. Only failures in a row for the same reason make the wait grow: when
 * the network is in trouble, a refusal in between is no reason to wait for minutes.
 */
export class Patience {
  readonly #options: PatienceOptions;
  #reason: Reason | undefined;
  #failures = 0;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  succeeded(): void {
    this.#reason = undefined;
    this.#failures = 0;
  }

  /** There was an answer, though not the last one: whoever answers in part has not refused for good. */
  answered(): void {
    if (this.#reason !== undefined && isRefusal(this.#reason)) this.succeeded();
  }

  /** Milliseconds until the next attempt, after one that failed. */
  waitAfter({ reason, retryAfterSeconds }: Fault): number {
    this.#failures = reason === this.#reason ? this.#failures + 1 : 1;
    this.#reason = reason;
    const { settings, random } = this.#options;
    const { intervalMs } = settings;
    return backoffMs({ reason, failures: this.#failures, retryAfterSeconds }, { intervalMs, random: random() });
  }
}
