import type { Reason } from './fault.js';

/** How the sweeps of one contact have gone. */
export interface ContactHealth {
  /** Whether the last sweep succeeded; undefined before the first has ended. */
  readonly isUp?: boolean;
  /** Epoch milliseconds; absent before the first success. */
  readonly lastSuccessAt?: number;
  readonly consecutiveFailures: number;
  /** Why the last sweep failed; absent when it succeeded. */
  readonly reason?: Reason;
}

export const unpolled: ContactHealth = { consecutiveFailures: 0 };

/** The health after a sweep that succeeded at `at`, epoch milliseconds. */
export function afterSuccess(at: number): ContactHealth {
  return { isUp: true, lastSuccessAt: at, consecutiveFailures: 0 };
}

/** The health after a sweep that failed for `reason`. */
export function afterFailure(before: ContactHealth, reason: Reason): ContactHealth {
  return { ...before, isUp: false, consecutiveFailures: before.consecutiveFailures + 1, reason };
}

export type HealthChange = 'works' | 'fails' | 'works again';

/** What is worth telling about a step from one health to the next; undefined when it goes on as before. */
export function changeOf(before: ContactHealth, after: ContactHealth): HealthChange | undefined {
  if (before.isUp === after.isUp && before.reason === after.reason) return undefined;
  if (after.isUp !== true) return 'fails';
  return before.lastSuccessAt === undefined ? 'works' : 'works again';
}
