import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';

/** Where the sweeps of one target wait for their turn. */
export interface Lanes {
  readonly steady: LimitFunction;
  /** For contacts whose last sweep ended by a timeout: a row of hanging contacts keeps no other one waiting. */
  readonly hanging: LimitFunction;
}

/** Lanes that let through at most `concurrency` sweeps at a time between them. */
export function createLanes(concurrency: number): Lanes {
  const steady = pLimit(Math.max(1, concurrency - 1));
  return { steady, hanging: concurrency > 1 ? pLimit(1) : steady };
}
