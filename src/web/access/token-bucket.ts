import type { RateLimit } from '../../core/rate-limit.js';

/** Full to begin with. */
export class TokenBucket {
  readonly limit: RateLimit;
  #tokens: number;
  #filledAtMs = performance.now();

  constructor(limit: RateLimit) {
    this.limit = limit;
    this.#tokens = limit.burst;
  }

  /** Whether one more request may be made now. */
  take(): boolean {
    const { intervalMs, burst } = this.limit;
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#filledAtMs) / intervalMs);
    this.#filledAtMs = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
