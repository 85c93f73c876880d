import { performance } from 'node:perf_hooks';
import type { ApiObserver } from './api-observer.js';
import { withDeadline } from './deadline.js';
import type { Operation } from './operation.js';
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
  /** The longest that an attempt may take, from the credentials to the last byte of the answer. */
  readonly requestTimeoutMs: number;
  readonly observer: ApiObserver;
}

/** The undecorated Call: a deadline, the observer told once, and the SDK's errors translated. It never retries. */
export function createCall({ requestTimeoutMs, observer }: CallOptions): Call {
  return async (operation, send, signal) => {
    const startedAtMs = performance.now();
    const elapsedSeconds = () => (performance.now() - startedAtMs) / 1000;
    const answer = await withDeadline(send, requestTimeoutMs, signal).catch((error: unknown) => {
      // A stop is the caller's own wish: neither a failure to count nor a fault to report.
      signal.throwIfAborted();
      const fault = toFault(error);
      observer.requested(operation, elapsedSeconds(), fault.reason);
      throw fault;
    });
    observer.requested(operation, elapsedSeconds());
    return answer;
  };
}
