import { setMaxListeners } from 'node:events';
import { Fault } from '../core/fault.js';

/**
 * Runs one attempt and settles with the first of its result, the caller's abort (rejects with its reason) and
 * `timeoutMs` (rejects with a `timeout` fault).
 *
 * The attempt gets a signal of its own, because the SDK's HTTP handler takes over `onabort` of the one it is given.
 * Its promise is raced against that signal, because the handler stops listening once the headers have arrived: an
 * aborted body, or a hanging credential provider, would not reject. A controller and not `AbortSignal.any`: nothing
 * may stay attached to a caller's signal that lives as long as the process.
 */
export async function withDeadline<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
  callerSignal: AbortSignal,
): Promise<T> {
  callerSignal.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  // Many attempts may wait on one signal at a time; each takes its listener away again.
  setMaxListeners(0, callerSignal);
  const giveUp = () => controller.abort(callerSignal.reason);
  callerSignal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(
    () => controller.abort(new Fault('timeout', `no complete answer within ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([attempt(signal), aborted]);
  } finally {
    clearTimeout(timer);
    callerSignal.removeEventListener('abort', giveUp);
  }
}
