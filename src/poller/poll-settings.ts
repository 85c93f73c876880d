import type { Shard } from '../core/shard.js';

/**
 * How targets are polled, as far as the configuration says the same for all of them. A reload changes it while everything
 * goes on, so it is handed on as this one object and read where it is used: a value that is copied out of it stays old.
 * Durations in milliseconds.
 */
export interface PollSettings {
  readonly intervalMs: number;
  readonly fullSweepIntervalMs: number;
  readonly unreadWindowMs: number;
  /** Requests to one target at a time, of each operation that lists. */
  readonly concurrency: number;
  readonly activity: { readonly enabled: boolean; readonly lookbackMs: number };
  readonly shard: Shard;
  /** The age at which pages are forgotten. */
  readonly retentionMs: number;
}
