import { setTimeout as sleep } from 'node:timers/promises';

/** The longest that a Node timer can wait. */
const longestMs = 2 ** 31 - 1;

/**
 * Waits until `performance.now()` reaches `at`, milliseconds: a clock that is set back or forward changes no wait.
 * @throws AbortError when `signal` aborts
 */
export async function waitUntil(at: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(longestMs, Math.max(0, at - performance.now())), undefined, { signal });
}
