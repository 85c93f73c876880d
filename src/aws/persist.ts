import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, type Reason } from '../core/fault.js';

/** What is over after a moment. A hanging or a senseless answer is not among it: the sweep as a whole is tried again. */
const momentary: ReadonlySet<Reason> = new Set(['throttled', 'internal', 'network']);

const firstWaitMs = 1000;
const longestWaitMs = 8000;

export interface PersistOptions {
  /** How often is asked at most. */
  readonly tries: number;
  readonly signal: AbortSignal;
  /** A number in [0, 1), anew at each call. */
  readonly random: () => number;
}

/**
 * Asks again, after a wait with full jitter that doubles, on top of what the service asks for: used for all answers of a
 * listing but the first, since starting a long listing anew costs more requests than going on where it stopped.
 * Throws the last fault, any other at once, and the reason of `signal` once it is aborted.
 */
export async function persist<Answer>(
  ask: () => Promise<Answer>,
  { tries, signal, random }: PersistOptions,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Fault) || !momentary.has(error.reason) || attempt === tries) throw error;
      const jitterMs = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
      await sleep(error.retryAfterSeconds * 1000 + jitterMs, undefined, { signal });
    }
  }
}
