import { setMaxListeners } from 'node:events';
import { afterSuccess, afterThrottle, createBudget, heldMs, spend, waitMs, withCeiling } from '../core/budget.js';
import type { Budget } from '../core/budget.js';
import { operations } from '../core/operation.js';
import type { Operation } from '../core/operation.js';
import type { Pace, Permit } from '../core/pace.js';
import type { Time } from './time.js';

export interface PacerOptions {
  /** The most requests per second that are ever made, by operation. */
  readonly ceilings: Readonly<Record<Operation, number>>;
  readonly time: Time;
  /** Numbers in [0, 1), for the jitter of back-offs. */
  readonly random: () => number;
}

/** How fast an operation is asked now. */
export interface PaceState {
  readonly ratePerSecond: number;
  /** What is left of the pause after a throttle; 0 without one. */
  readonly backoffSeconds: number;
}

/** Keeps the requests to one target within its budgets: one budget and one queue for each operation. */
export class Pacer implements Pace {
  readonly #queues: ReadonlyMap<Operation, Queue>;

  constructor({ ceilings, time, random }: PacerOptions) {
    this.#queues = new Map(
      operations.map((operation) => [
        operation,
        new Queue(createBudget(ceilings[operation], time.now()), time, random),
      ]),
    );
  }

  async admit(operation: Operation, signal: AbortSignal): Promise<Permit> {
    return await this.#queueOf(operation).admit(signal);
  }

  /** When the next `admit` would get through, by the clock of `time`: now or later, after those who wait already. */
  readyAt(operation: Operation): number {
    return this.#queueOf(operation).readyAt();
  }

  state(operation: Operation): PaceState {
    return this.#queueOf(operation).state();
  }

  /** Goes by other ceilings from now on; pauses, rates and tokens stay as far as they fit. */
  limit(ceilings: PacerOptions['ceilings']): void {
    for (const operation of operations) this.#queueOf(operation).limit(ceilings[operation]);
  }

  #queueOf(operation: Operation): Queue {
    const queue = this.#queues.get(operation);
    if (queue === undefined) throw new Error(`no budget for ${operation}`);
    return queue;
  }
}

interface Waiter {
  /** Ends the waiter's sleep, so that it looks again. */
  wake: () => void;
}

class Queue {
  #budget: Budget;
  /** First come, first served: only the first one watches the budget. */
  readonly #waiters: Waiter[] = [];
  readonly #time: Time;
  readonly #random: () => number;

  constructor(budget: Budget, time: Time, random: () => number) {
    this.#budget = budget;
    this.#time = time;
    this.#random = random;
  }

  async admit(signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    // Nothing is awaited when there is room: the request is taken before the caller goes on.
    return this.#take() ?? (await this.#takeInTurn(signal));
  }

  readyAt(): number {
    const now = this.#time.now();
    return now + waitMs(this.#budget, now, this.#waiters.length);
  }

  state(): PaceState {
    return { ratePerSecond: this.#budget.rate, backoffSeconds: heldMs(this.#budget, this.#time.now()) / 1000 };
  }

  limit(ceiling: number): void {
    this.#change(withCeiling(this.#budget, ceiling, this.#time.now()));
  }

  /** Room for one request, if there is any for this waiter, or for somebody who does not wait yet. */
  #take(waiter?: Waiter): Permit | undefined {
    const now = this.#time.now();
    if (this.#waiters[0] !== waiter || waitMs(this.#budget, now) > 0) return undefined;
    this.#budget = spend(this.#budget, now);
    return this.#permit(now);
  }

  async #takeInTurn(signal: AbortSignal): Promise<Permit> {
    // Many may wait with one signal; that is no leak to warn of.
    setMaxListeners(0, signal);
    const waiter: Waiter = { wake: () => undefined };
    this.#waiters.push(waiter);
    try {
      for (;;) {
        await this.#sleep(waiter, signal);
        // The budget may have changed meanwhile, in either direction.
        const permit = this.#take(waiter);
        if (permit !== undefined) return permit;
      }
    } finally {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      this.#wakeFirst();
    }
  }

  /**
   * Sleeps until the waiter is woken, or, for the first one, until the budget has room.
   * @throws the signal's reason when it aborts first
   */
  async #sleep(waiter: Waiter, signal: AbortSignal): Promise<void> {
    const sleep = new AbortController();
    const wake = () => sleep.abort();
    waiter.wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    try {
      await (this.#waiters[0] === waiter ? this.#untilRoom(sleep.signal) : aborted(sleep.signal));
    } finally {
      signal.removeEventListener('abort', wake);
    }
    signal.throwIfAborted();
  }

  async #untilRoom(signal: AbortSignal): Promise<void> {
    const now = this.#time.now();
    try {
      await this.#time.sleepUntil(now + waitMs(this.#budget, now), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #permit(sentAt: number): Permit {
    return {
      served: () => this.#change(afterSuccess(this.#budget, this.#time.now(), { sentAt })),
      throttled: (retryAfterSeconds) => {
        const throttle = { sentAt, retryAfterMs: retryAfterSeconds * 1000, random: this.#random() };
        this.#change(afterThrottle(this.#budget, this.#time.now(), throttle));
      },
    };
  }

  /** The first one may go sooner now, or must wait for longer. */
  #change(budget: Budget): void {
    this.#budget = budget;
    this.#wakeFirst();
  }

  #wakeFirst(): void {
    this.#waiters[0]?.wake();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
