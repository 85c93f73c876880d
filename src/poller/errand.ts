import { givenUp } from './given-up.js';

/** Work that ends with a signal, or before that when somebody gives it up. One piece of it at a time. */
export class Errand {
  #ending: AbortController | undefined;

  /** Ends what is under way; whoever waits for it is told that it was given up. */
  giveUp(): void {
    this.#ending?.abort(givenUp);
  }

  /**
   * Does `work` with a signal of its own. Returns undefined when it was given up, whatever has become of it.
   * @throws the reason of `signal` once that is aborted, or what the work throws
   */
  async run<Result>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    signal.throwIfAborted();
    const ending = new AbortController();
    // Not `AbortSignal.any`: what it leaves behind at a signal stays for as long as the signal does.
    const end = () => ending.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    this.#ending = ending;
    try {
      const result = await work(ending.signal);
      if (!ending.signal.aborted) return result;
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', end);
      this.#ending = undefined;
    }
    signal.throwIfAborted();
    return undefined;
  }
}
