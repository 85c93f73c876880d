import type { Reason } from '../core/fault.js';
import type { Operation } from '../core/operation.js';

/** Told of everything that is asked of the API, for metrics. Its methods must not throw. */
export interface ApiObserver {
  /** One finished attempt, and why it failed if it did. An attempt that the caller gave up is not finished. */
  requested(operation: Operation, durationSeconds: number, reason?: Reason): void;
  /** One item of an answer that was skipped, or that lost a time nobody could believe. */
  malformedItem(operation: Operation): void;
}
