/** Tells epoch milliseconds. */
export interface Clock {
  now(): number;
}

export interface ReplayOptions {
  /** Epoch milliseconds: what the clock says first. */
  readonly startAt: number;
  /** Epoch milliseconds: what it says when the replay is over. */
  readonly endAt: number;
  /** How long the replay takes, in real milliseconds. */
  readonly overMs: number;
  /** The real time; Date.now unless a test drives it. */
  readonly real?: Clock;
}

/**
 * A clock that runs from `startAt` to `endAt` within `overMs` and at real speed from there on.
 * With `endAt = Date.now() + overMs` it agrees with the real time once the replay is over.
 */
export function createReplayClock({ startAt, endAt, overMs, real = Date }: ReplayOptions): Clock {
  const begunAt = real.now();
  return {
    now() {
      const elapsedMs = real.now() - begunAt;
      if (elapsedMs >= overMs) return endAt + elapsedMs - overMs;
      return startAt + Math.floor((elapsedMs / overMs) * (endAt - startAt));
    },
  };
}
