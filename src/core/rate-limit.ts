/** A bucket of requests that may be made, which is full to begin with. */
export interface RateLimit {
  /** After this time one more request may be made. */
  readonly intervalMs: number;
  /** So many may be made at once. */
  readonly burst: number;
}
