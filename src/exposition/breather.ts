import { setImmediate } from 'node:timers/promises';

/** Long work holds the event loop for no longer than this, and one step of its own. */
const turnMs = 4;

/** Lets the event loop turn now and then while something long is worked at step by step. */
export class Breather {
  #since = performance.now();

  /** To be called between steps. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < turnMs) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
