import { performance } from 'node:perf_hooks';
import type { Operation } from '../core/operation.js';
import type { Pace } from '../core/pace.js';
import type { ApiObserver } from './api-observer.js';
import { withDeadline } from './deadline.js';
import { toFault } from './sdk-error.js';

/**
 * Makes one attempt of one operation; every attempt of every operation goes through here.
 * `send` asks and reads the answer, so that an answer nobody can read counts as a failed attempt.
 * Rejects with a Fault, or with the reason of `signal` once that is aborted.
 */
export type Call = <T>(
  operation: Operation,
  send: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

export interface CallOptions {
  /** The longest that an attempt may take once it is admitted, from the credentials to the last byte of the answer. */
  readonly requestTimeoutMs: number;
  readonly observer: ApiObserver;
  readonly pace: Pace;
}

/**
 * The one Call: it waits to be admitted, attempts once within a deadline, translates the SDK's errors, and tells the
 * pace and the observer how it went. It never retries.
 */
export function createCall({ requestTimeoutMs, observer, pace }: CallOptions): Call {
  return async (operation, send, signal) => {
    signal.throwIfAborted();
    // Nothing is awaited before this: whoever looks at the budget after the call finds the request taken.
    const permit = await pace.admit(operation, signal);
    const startedAtMs = performance.now();
    const elapsedSeconds = () => (performance.now() - startedAtMs) / 1000;
    const answer = await withDeadline(send, requestTimeoutMs, signal).catch((error: unknown) => {
      // A stop is the caller's own wish: neither a failure to count nor a fault to report.
      signal.throwIfAborted();
      const fault = toFault(error);
      if (fault.reason === 'throttled') permit.throttled(fault.retryAfterSeconds);
      observer.requested(operation, elapsedSeconds(), fault.reason);
      throw fault;
    });
    permit.served();
    observer.requested(operation, elapsedSeconds());
    return answer;
  };
}
