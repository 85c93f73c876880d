import { setImmediate } from 'node:timers/promises';

/** Long work holds the event loop for no longer than this, and one step of its own. */
const turnMs = 2;

/** Lets the event loop turn now and then while something long is worked at step by step. */
export class Breather {
  #since = performance.now();

  /** To be called between steps. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since >= turnMs) await this.pause();
  }

  /** Lets the event loop turn at once, before or after a step that is long by itself. */
  async pause(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
