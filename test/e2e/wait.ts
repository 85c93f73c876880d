import { setTimeout as sleep } from 'node:timers/promises';

const usuallyLongestMs = 45_000;
const pauseMs = 40;

/**
 * Asks again and again until there is an answer, and returns it; undefined and false are none. The bound is there to
 * end a test that has failed, not to measure anything: `problem` tells what stood in the way by then.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  problem: () => unknown = () => 'no sign of it',
  longestMs = usuallyLongestMs,
): Promise<T> {
  const givesUpAt = performance.now() + longestMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > givesUpAt) throw new Error(`waited too long for ${what}: ${String(problem())}`);
    await sleep(pauseMs);
  }
}

/** Waits until the wall clock shows `at`, epoch milliseconds. */
export async function waitUntil(at: number): Promise<void> {
  await sleep(Math.max(0, at - Date.now()));
}
