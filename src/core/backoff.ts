import type { Reason } from './fault.js';

const firstWaitMs = 1000;
/** So many refusals in a row may still be a storm that passes. */
const doubtedRefusals = 3;
const longestRefusedWaitMs = 15 * 60_000;
const longestRefusedIntervals = 16;

/**
 * How long one thing that can't be had is left alone:
 * - `passing` troubles end by themselves, so it is never left longer than one interval, and is right again soon after;
 *   a refused token (`validation`) is one of them, for the next listing begins without a token. So is throttling: how
 *   much may be asked on the whole is the budget's matter;
 * - `refused` stays until somebody changes a permission or the configuration, if it was refused more often in a row than a
 *   passing trouble would explain.
 */
const kindOf = {
  throttled: 'passing',
  access_denied: 'refused',
  not_found: 'refused',
  validation: 'passing',
  internal: 'passing',
  network: 'passing',
  timeout: 'passing',
  malformed: 'passing',
} as const satisfies Record<Reason, string>;

/** Whether the reason is one that stays until somebody changes something. */
export function isRefusal(reason: Reason): boolean {
  return kindOf[reason] === 'refused';
}

export interface Failure {
  readonly reason: Reason;
  /** How many times in a row for this reason, this time included. */
  readonly failures: number;
  /** What the service asked for, obeyed whatever the cap; 0 when it said nothing. */
  readonly retryAfterSeconds: number;
}

export interface BackoffOptions {
  readonly intervalMs: number;
  /** A number in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds until what failed may be asked again: capped exponential back-off with full jitter,
 * as in the AWS Architecture Blog's "Exponential Backoff And Jitter".
 */
export function backoffMs(failure: Failure, { intervalMs, random }: BackoffOptions): number {
  const { startMs, capMs, alike } = {
    passing: { startMs: firstWaitMs, capMs: intervalMs, alike: 1 },
    refused: { startMs: intervalMs, capMs: refusedCapMs(intervalMs), alike: doubtedRefusals },
  }[kindOf[failure.reason]];
  const ceilingMs = Math.min(capMs, startMs * 2 ** Math.max(0, failure.failures - alike));
  return failure.retryAfterSeconds * 1000 + random * ceilingMs;
}

/** Whoever polls every second wants to see within seconds that a permission was given. */
function refusedCapMs(intervalMs: number): number {
  return Math.max(intervalMs, Math.min(longestRefusedWaitMs, longestRefusedIntervals * intervalMs));
}
