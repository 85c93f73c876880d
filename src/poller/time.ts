import { setTimeout as sleep } from 'node:timers/promises';

/** The time that waits go by: a clock that is set back or forward changes no wait. */
export interface Time {
  /** Milliseconds since some moment; never falls. */
  now(): number;
  /**
   * Waits until `now()` reaches `at`.
   * @throws AbortError when `signal` aborts
   */
  sleepUntil(at: number, signal: AbortSignal): Promise<void>;
}

/** The longest that a Node timer can wait. */
const longestMs = 2 ** 31 - 1;

/** The time of this process. */
export const processTime: Time = {
  now: () => performance.now(),
  sleepUntil: async (at, signal) => {
    await sleep(Math.min(longestMs, Math.max(0, at - performance.now())), undefined, { signal });
  },
};
