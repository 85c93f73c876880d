import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { Errand } from '../../src/poller/errand.js';

/** Work that ends when it is let to, or fails with the reason of its signal. */
function work() {
  const calls: { resolve: (result: string) => void; signal: AbortSignal }[] = [];
  const run = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      calls.push({ resolve, signal });
    });
  return { calls, run };
}

describe('an errand', () => {
  it('returns what the work does, and leaves nothing at the signal', async () => {
    const { signal } = new AbortController();
    const errand = new Errand();
    const { calls, run } = work();
    const done = errand.run(signal, run);
    calls[0]?.resolve('result');
    assert.deepEqual([await done, getEventListeners(signal, 'abort').length], ['result', 0]);
  });

  it('that is given up returns nothing, whether the work ends or fails by it, and may be run again', async () => {
    const { signal } = new AbortController();
    const errand = new Errand();
    const { calls, run } = work();
    const failing = errand.run(signal, run);
    errand.giveUp();
    const results = [await failing];
    const ending = errand.run(signal, (own) => Promise.resolve(own).then(() => 'too late'));
    errand.giveUp();
    results.push(await ending);
    const again = errand.run(signal, run);
    calls[1]?.resolve('again');
    results.push(await again);
    assert.deepEqual([results, getEventListeners(signal, 'abort').length], [[undefined, undefined, 'again'], 0]);
  });

  it('throws what the work throws, and the reason of the signal when that aborts', async () => {
    const stopping = new AbortController();
    const errand = new Errand();
    await assert.rejects(
      errand.run(stopping.signal, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    const stopped = errand.run(stopping.signal, work().run);
    stopping.abort(new Error('stopping'));
    await assert.rejects(stopped, /stopping/);
    await assert.rejects(errand.run(stopping.signal, work().run), /stopping/);
  });

  it('has nothing to give up while it does not run', () => {
    assert.doesNotThrow(() => new Errand().giveUp());
  });
});
