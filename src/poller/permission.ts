import type { Fault, Reason } from '../core/fault.js';
import { Patience } from './patience.js';
import type { PatienceOptions } from './patience.js';
import type { Time } from './time.js';

export interface PermissionOptions extends PatienceOptions {
  readonly time: Time;
  /** So many refusals in a row say that the operation may not be called at all; fewer may be about one resource. */
  readonly refusals: number;
  /** Told after each answer that says something: undefined when the operation works, else why it may not be called. */
  readonly decided: (fault: Fault | undefined) => void;
}

/** Nobody may call it, or there is no such operation. */
const refused: ReadonlySet<Reason> = new Set(['access_denied', 'validation']);

/** Whether an operation may be called at all, as far as its answers tell; and when to try again where it may not. */
export class Permission {
  /** No use asking before this, on `time`. */
  pausedUntil = -Infinity;
  /** Why it may not be called; undefined while it may, or nobody knows yet. */
  fault: Fault | undefined;
  readonly #options: PermissionOptions;
  readonly #patience: Patience;
  #inARow = 0;

  constructor(options: PermissionOptions) {
    this.#options = options;
    this.#patience = new Patience(options);
  }

  answered(fault: Fault | undefined): void {
    const { time, refusals, decided } = this.#options;
    if (fault === undefined) {
      this.#inARow = 0;
      this.#patience.succeeded();
      this.fault = undefined;
      decided(undefined);
    } else if (refused.has(fault.reason)) {
      this.#inARow += 1;
      if (this.#inARow < refusals) return;
      this.pausedUntil = time.now() + this.#patience.waitAfter(fault);
      this.fault = fault;
      decided(fault);
    }
  }
}
