import { setImmediate } from 'node:timers/promises';
import type { Time } from '../../src/poller/time.js';

interface Sleeper {
  readonly at: number;
  /** For those who wake at the same moment: first come, first served. */
  readonly order: number;
  readonly wake: () => void;
}

/** A time that stands still until somebody lets it run, and then jumps from one waking to the next. Milliseconds. */
export class VirtualTime implements Time {
  #now: number;
  #order = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const giveUp = () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      const wake = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const sleeper = { at, order: this.#order, wake };
      this.#order += 1;
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Lets the time run until it is `at`. Whatever was woken has done all that it can do without waiting. */
  async runUntil(at: number): Promise<void> {
    await settled();
    for (let next = this.#earliest(at); next !== undefined; next = this.#earliest(at)) {
      this.#now = Math.max(this.#now, next.at);
      this.#sleepers.delete(next);
      next.wake();
      await settled();
    }
    this.#now = Math.max(this.#now, at);
  }

  #earliest(until: number): Sleeper | undefined {
    let earliest: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > until) continue;
      const isEarlier =
        earliest === undefined ||
        sleeper.at < earliest.at ||
        (sleeper.at === earliest.at && sleeper.order < earliest.order);
      if (isEarlier) earliest = sleeper;
    }
    return earliest;
  }
}

/** A ledger in memory answers within a few turns of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
}
