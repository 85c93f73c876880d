import type { Time } from './time.js';

/** A wait that ends early when somebody rings: something has changed that the sleeper should look at. */
export class Alarm {
  readonly #time: Time;
  #ring: (() => void) | undefined;
  #hasRung = false;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Ends the wait; without one, the next wait ends at once. */
  ring(): void {
    this.#hasRung = true;
    this.#ring?.();
  }

  /**
   * Waits until the time reaches `at` (milliseconds) or somebody rings.
   * @throws AbortError when `signal` aborts
   */
  async sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#hasRung) {
      const early = new AbortController();
      const wake = () => early.abort();
      this.#ring = wake;
      signal.addEventListener('abort', wake, { once: true });
      await this.#time.sleepUntil(at, early.signal).catch(() => undefined);
      signal.removeEventListener('abort', wake);
      this.#ring = undefined;
    }
    this.#hasRung = false;
    signal.throwIfAborted();
  }
}
