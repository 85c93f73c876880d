import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { operations } from '../../src/core/operation.js';
import type { Operation } from '../../src/core/operation.js';
import { Pacer } from '../../src/poller/pacer.js';
import type { Time } from '../../src/poller/time.js';

const operation = 'ListPagesByContact';
const never = new AbortController().signal;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A time that goes on only by `goOnTo`. */
class VirtualTime implements Time {
  #now = 1000;
  #sleepers: readonly Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  /** When those who sleep want to be woken. */
  get awaited(): readonly number[] {
    return this.#sleepers.map(({ at }) => at);
  }

  async sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper = { at, wake: resolve };
      this.#sleepers = [...this.#sleepers, sleeper];
      signal.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  /** Everyone whose moment comes until then is woken at it, and goes on before the next one. */
  async goOnTo(at: number): Promise<void> {
    await turn();
    for (;;) {
      const [next] = this.#sleepers.filter((sleeper) => sleeper.at <= at).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      next.wake();
      await turn();
    }
    this.#now = at;
  }
}

function ceilingsOf(rate: number): Record<Operation, number> {
  return Object.fromEntries(operations.map((name) => [name, rate])) as Record<Operation, number>;
}

/** A pacer of `rate` requests per second, and what became of those who asked, in the order in which it did. */
function paced(rate: number, random = 0) {
  const time = new VirtualTime();
  const pacer = new Pacer({ ceilings: ceilingsOf(rate), time, random: () => random });
  const events: string[] = [];
  const ask = async (name: string, signal = never): Promise<void> => {
    try {
      await pacer.admit(operation, signal);
      events.push(`${name} at ${time.now()}`);
    } catch (error) {
      events.push(`${name}: ${String(error)}`);
    }
  };
  return { time, pacer, events, ask };
}

describe('a pacer', () => {
  it('takes the room that there is before it returns', () => {
    const { pacer } = paced(0.5);
    const before = pacer.readyAt(operation);
    void pacer.admit(operation, never);
    assert.deepEqual([before, pacer.readyAt(operation)], [1000, 3000]);
  });

  it('serves those who wait in the order in which they came, evenly spaced', async () => {
    const { time, events, ask } = paced(0.5);
    void Promise.all(['a', 'b', 'c', 'd'].map((name) => ask(name)));
    await time.goOnTo(6999);
    assert.deepEqual(events, ['a at 1000', 'b at 3000', 'c at 5000']);
  });

  it('lets nobody overtake at the moment when there is room again', async () => {
    const { time, events, ask } = paced(0.5);
    void Promise.all(['a', 'b'].map((name) => ask(name)));
    await time.goOnTo(2999);
    const reached = time.goOnTo(3000);
    void ask('late');
    await reached;
    await time.goOnTo(5000);
    assert.deepEqual(events, ['a at 1000', 'b at 3000', 'late at 5000']);
  });

  it('counts those who wait when it tells when it is ready', async () => {
    const { time, pacer, ask } = paced(0.5);
    const readyAts = [pacer.readyAt(operation)];
    for (const name of ['a', 'b', 'c']) {
      void ask(name);
      readyAts.push(pacer.readyAt(operation));
    }
    await time.goOnTo(60_000);
    assert.deepEqual([...readyAts, pacer.readyAt(operation)], [1000, 3000, 5000, 7000, 60_000]);
  });

  it('keeps each operation to its own budget', () => {
    const { pacer } = paced(0.5);
    void pacer.admit(operation, never);
    assert.deepEqual(
      operations.map((name) => pacer.readyAt(name)),
      operations.map((name) => (name === operation ? 3000 : 1000)),
    );
  });

  for (const leaver of ['b', 'c']) {
    it(`passes on the place of ${leaver}, who gives up waiting, and only the place`, async () => {
      const { time, events, ask } = paced(0.5);
      const giveUp = new AbortController();
      void Promise.all(['a', 'b', 'c', 'd'].map((name) => ask(name, name === leaver ? giveUp.signal : never)));
      await time.goOnTo(2000);
      giveUp.abort(new Error('stopped'));
      await time.goOnTo(60_000);
      const [next] = ['b', 'c'].filter((name) => name !== leaver);
      assert.deepEqual(events, ['a at 1000', `${leaver}: Error: stopped`, `${next} at 3000`, 'd at 5000']);
    });
  }

  it('takes nothing for a signal that has aborted already', async () => {
    const { pacer, events, ask } = paced(0.5);
    await ask('a', AbortSignal.abort(new Error('stopped')));
    assert.deepEqual([events, pacer.readyAt(operation)], [['a: Error: stopped'], 1000]);
  });

  it('keeps those who wait from going on while a throttle holds the budget', async () => {
    const { time, pacer, events, ask } = paced(1);
    const permit = await pacer.admit(operation, never);
    void Promise.all(['a', 'b'].map((name) => ask(name)));
    await time.goOnTo(1500);
    permit.throttled(90);
    await time.goOnTo(200_000);
    assert.deepEqual(events, ['a at 91500', 'b at 93500']);
  });

  it('lets who waits go sooner when the rate rises', async () => {
    const { time, pacer, events, ask } = paced(1);
    const first = await pacer.admit(operation, never);
    await time.goOnTo(1500);
    first.throttled(0);
    await time.goOnTo(4000);
    const second = await pacer.admit(operation, never);
    void ask('a');
    await turn();
    const slow = time.awaited;
    second.served();
    await turn();
    const fast = time.awaited.map(Math.round);
    await time.goOnTo(5999);
    assert.deepEqual({ slow, fast, waited: events.length }, { slow: [6000], fast: [5064], waited: 1 });
  });

  it('tells its rate and the pause that a throttle has left', async () => {
    const { time, pacer } = paced(0.8, 0.5);
    const states = [pacer.state(operation)];
    const permit = await pacer.admit(operation, never);
    states.push(pacer.state(operation));
    permit.throttled(3);
    states.push(pacer.state(operation));
    await time.goOnTo(4000);
    states.push(pacer.state(operation));
    await time.goOnTo(9000);
    states.push(pacer.state(operation));
    assert.deepEqual(states, [
      { ratePerSecond: 0.8, backoffSeconds: 0 },
      { ratePerSecond: 0.8, backoffSeconds: 0 },
      { ratePerSecond: 0.4, backoffSeconds: 3.5 },
      { ratePerSecond: 0.4, backoffSeconds: 0.5 },
      { ratePerSecond: 0.4, backoffSeconds: 0 },
    ]);
  });

  it('halves its rate once for requests that were under way together', async () => {
    const { time, pacer } = paced(40);
    const permits = await Promise.all([1, 2, 3].map(async () => pacer.admit(operation, never)));
    await time.goOnTo(1100);
    for (const permit of permits) permit.throttled(0);
    assert.deepEqual(pacer.state(operation), { ratePerSecond: 20, backoffSeconds: 0 });
  });

  it('lets those who wait go sooner under higher ceilings, and keeps a pause under any', async () => {
    const { time, pacer, events, ask } = paced(0.5);
    const first = await pacer.admit(operation, never);
    void ask('a');
    await turn();
    const before = time.awaited;
    pacer.limit(ceilingsOf(2));
    await turn();
    const higher = time.awaited;
    first.throttled(9);
    await turn();
    pacer.limit(ceilingsOf(4));
    await turn();
    assert.deepEqual(
      { before, higher, paused: time.awaited, waited: events.length, state: pacer.state(operation) },
      { before: [3000], higher: [1500], paused: [10_000], waited: 0, state: { ratePerSecond: 1, backoffSeconds: 9 } },
    );
  });
});
