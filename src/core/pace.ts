import type { Operation } from './operation.js';

/** Room in a budget for one request, taken; told how the request went. */
export interface Permit {
  /** The service has served it. */
  served(): void;
  /** The service has refused it as one too many, and asked for a pause of so many seconds; 0 when it said nothing. */
  throttled(retryAfterSeconds: number): void;
}

/** What every attempt at the API passes, retries included. */
export interface Pace {
  /**
   * Waits until the operation's budget has room for one request, and takes it. When there is room already it is taken
   * before this returns, so that whoever looks next sees the budget as it is.
   * @throws the signal's reason when it aborts first
   */
  admit(operation: Operation, signal: AbortSignal): Promise<Permit>;
}
