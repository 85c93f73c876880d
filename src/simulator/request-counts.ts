import type { OperationName } from './api/quota.js';

/** How many requests ended how: by operation, then by outcome (`ok`, the type of an error, the kind of a fault). */
export type RequestCounts = Partial<Record<OperationName | 'unknown', Record<string, number>>>;

/** Counts requests from the start of the simulator. */
export class RequestTally {
  readonly #counts: RequestCounts = {};

  add(operation: OperationName | 'unknown', outcome: string): void {
    const outcomes = (this.#counts[operation] ??= {});
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }

  /** A copy that goes on counting no more. */
  snapshot(): RequestCounts {
    return structuredClone(this.#counts);
  }
}
