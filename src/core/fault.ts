/** Why a request, and with it a sweep, failed: a closed set, because it becomes a label value. */
export const reasons = [
  'throttled',
  'access_denied',
  'not_found',
  'validation',
  'internal',
  'network',
  'timeout',
  'malformed',
] as const;

export type Reason = (typeof reasons)[number];

export interface FaultOptions {
  readonly cause?: unknown;
  /** Seconds that the service asked us to wait before the next attempt. */
  readonly retryAfterSeconds?: number;
}

/** A failed request, translated at the edge: past `aws/` there is no other error from the API. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly reason: Reason;
  readonly retryAfterSeconds: number;

  constructor(reason: Reason, message: string, { cause, retryAfterSeconds = 0 }: FaultOptions = {}) {
    super(message, { cause });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
