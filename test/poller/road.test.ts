import assert from 'node:assert/strict';
import { setImmediate as settled } from 'node:timers/promises';
import { Road } from '../../src/poller/road.js';
import type { Asker } from '../../src/poller/road.js';
import type { Time } from '../../src/poller/time.js';
import { VirtualTime } from './virtual-time.js';

interface Manner {
  readonly name: string;
  readonly hazard?: number;
  readonly takesMs?: number;
  /** From the beginning of one request to the moment when the next is due. */
  readonly everyMs?: number;
  readonly isHanging?: boolean;
  readonly deadlineAfterMs?: number;
  /** Is gone after so many requests. */
  readonly times?: number;
  readonly mistake?: Error;
}

interface RoadScript {
  readonly concurrency?: number;
  /** Milliseconds from one token to the next. */
  readonly tokenEveryMs?: number;
}

/** A road for askers of these manners; what is asked, `name@second`, and how many at a time at most. */
function roadFor(manners: readonly Manner[], { concurrency = 100, tokenEveryMs = 1000 }: RoadScript = {}) {
  const time = new VirtualTime();
  const asked: string[] = [];
  let [running, mostRunning, freeAt] = [0, 0, 0];
  const overlapping: string[] = [];
  const toAsker = (manner: Manner): Asker & { readonly isGone: boolean } => {
    const { name, hazard = 1, takesMs = 0, everyMs = 0, isHanging = false, deadlineAfterMs = Infinity } = manner;
    let isUnderWay = false;
    let times = 0;
    const asker = {
      isHanging,
      dueAt: -Infinity,
      lookedAt: 0,
      hazard,
      cost: 1,
      deadlineAt: deadlineAfterMs,
      isGone: false,
      async ask(signal: AbortSignal) {
        const begunAt = time.now();
        freeAt = begunAt + tokenEveryMs;
        asked.push(`${name}@${begunAt / 1000}`);
        if (isUnderWay) overlapping.push(name);
        isUnderWay = true;
        mostRunning = Math.max(mostRunning, (running += 1));
        await time.sleepUntil(begunAt + takesMs, signal).finally(() => {
          isUnderWay = false;
          running -= 1;
        });
        if (manner.mistake !== undefined) throw manner.mistake;
        asker.lookedAt = begunAt;
        asker.dueAt = begunAt + everyMs;
        asker.deadlineAt = begunAt + deadlineAfterMs;
        times += 1;
        asker.isGone = times === manner.times;
      },
    };
    return asker;
  };
  const all = manners.map(toAsker);
  const road = new Road({
    askers: () => all.filter(({ isGone }) => !isGone),
    readyAt: () => Math.max(time.now(), freeAt),
    concurrency: () => concurrency,
    time,
  });
  const stopping = new AbortController();
  const add = (manner: Manner) => all.push(toAsker(manner));
  return { time, road, asked, stopping, add, most: () => ({ mostRunning, overlapping }) };
}

/** What is asked, and how many at a time at most, until the road is stopped. */
async function played(untilMs: number, manners: readonly Manner[], script?: RoadScript) {
  const { time, road, asked, stopping, most } = roadFor(manners, script);
  const end = road.run(stopping.signal);
  await time.runUntil(untilMs);
  stopping.abort();
  await end;
  return { asked, ...most() };
}

describe('a road', () => {
  it('asks at each token what has the most overdue news', async () => {
    const { asked } = await played(8500, [
      { name: 'quiet', hazard: 1 },
      { name: 'busy', hazard: 8 },
    ]);
    // Three seconds of the quiet one outweigh one of the busy one, 9 to 8.
    assert.deepEqual(asked, [
      ...['busy@0', 'busy@1', 'busy@2', 'quiet@3'],
      ...['busy@4', 'busy@5', 'quiet@6'],
      ...['busy@7', 'busy@8'],
    ]);
  });

  it('asks at every second token what is the furthest beyond its deadline', async () => {
    const { asked } = await played(5500, [
      { name: 'busy', hazard: 1e6 },
      { name: 'late', deadlineAfterMs: 100 },
    ]);
    assert.deepEqual(asked, ['busy@0', 'late@1', 'busy@2', 'late@3', 'busy@4', 'late@5']);
  });

  it('asks nothing before it is due', async () => {
    const { asked } = await played(8000, [{ name: 'a', everyMs: 2500 }]);
    assert.deepEqual(asked, ['a@0', 'a@2.5', 'a@5', 'a@7.5']);
  });

  for (const concurrency of [1, 2, 3]) {
    it(`makes at most ${concurrency} requests at a time, and never two about the same`, async () => {
      const manners = ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({ name, takesMs: 700, isHanging: index > 2 }));
      const { mostRunning, overlapping } = await played(20_000, manners, { concurrency, tokenEveryMs: 10 });
      assert.deepEqual({ mostRunning, overlapping }, { mostRunning: concurrency, overlapping: [] });
    });
  }

  it('has one place for what hangs, so that the others go on', async () => {
    const manners = [
      { name: 'hangs', takesMs: 10_000, isHanging: true, hazard: 100 },
      { name: 'hangs too', takesMs: 10_000, isHanging: true, hazard: 100 },
      { name: 'works', takesMs: 100 },
    ];
    const { asked } = await played(4500, manners, { concurrency: 2 });
    assert.deepEqual(asked, ['hangs@0', 'works@1', 'works@2', 'works@3', 'works@4']);
  });

  it('keeps the place for what hangs free when nothing does', async () => {
    const manners = ['a', 'b', 'c'].map((name) => ({ name, takesMs: 10_000 }));
    const { asked } = await played(9000, manners, { concurrency: 3 });
    assert.deepEqual(asked, ['a@0', 'b@1']);
  });

  it('ends when nobody is left to ask, if it is to', async () => {
    const { time, road, asked, stopping } = roadFor([
      { name: 'a', times: 2, takesMs: 5000 },
      { name: 'b', times: 1 },
    ]);
    const end = road.run(stopping.signal, { isFinite: true });
    await time.runUntil(60_000);
    await end;
    assert.deepEqual(asked, ['a@0', 'b@1', 'a@5']);
  });

  it('waits when nobody is there to ask, and looks again when it is woken', async () => {
    const { time, road, asked, stopping, add } = roadFor([]);
    const end = road.run(stopping.signal);
    await time.runUntil(3000);
    add({ name: 'new', everyMs: 10_000 });
    await time.runUntil(4000);
    road.wake();
    await time.runUntil(5000);
    stopping.abort();
    await end;
    assert.deepEqual(asked, ['new@4']);
  });

  it('ends with the mistake of an asker, when all that it had begun has ended', async () => {
    const mistake = new TypeError('scripted: a mistake of our own');
    const { time, road, stopping, asked } = roadFor([
      { name: 'slow', takesMs: 9000, hazard: 2 },
      { name: 'wrong', takesMs: 500, mistake },
    ]);
    let endedAt = NaN;
    const end = road.run(stopping.signal).finally(() => (endedAt = time.now()));
    const rejected = assert.rejects(end, mistake);
    await time.runUntil(60_000);
    await rejected;
    assert.deepEqual({ asked, endedAt }, { asked: ['slow@0', 'wrong@1'], endedAt: 9000 });
  });

  it('ends at once when it is stopped, whatever is under way', async () => {
    const { time, road, stopping, asked } = roadFor([{ name: 'a', takesMs: Infinity }]);
    const end = road.run(stopping.signal);
    await time.runUntil(1000);
    stopping.abort();
    await end;
    assert.deepEqual([asked, time.now()], [['a@0'], 1000]);
  });

  it('asks though the time goes on between one look at it and the next', async () => {
    const time = new VirtualTime();
    let goneOn = 0;
    const restless: Time = {
      now: () => time.now() + (goneOn += 0.001),
      sleepUntil: (at, signal) => time.sleepUntil(at, signal),
    };
    const asked: number[] = [];
    const asker: Asker = {
      ...{ isHanging: false, dueAt: -Infinity, lookedAt: 0, hazard: 1, cost: 1, deadlineAt: Infinity },
      ask: () => Promise.resolve(void asked.push(time.now())),
    };
    const isLeft = () => asked.length < 3;
    const road = new Road({
      askers: () => (isLeft() ? [asker] : []),
      readyAt: () => restless.now(),
      concurrency: () => 1,
      time: restless,
    });
    const { signal } = new AbortController();
    const ended = road.run(signal, { isFinite: true }).then(() => 'ended');
    await time.runUntil(10);
    assert.deepEqual([asked, await Promise.race([ended, settled('still runs')])], [[0, 0, 0], 'ended']);
  });

  it('ends when it is stopped before it has begun to wait', async () => {
    const { asked } = await played(0, [{ name: 'a', everyMs: 60_000 }]);
    assert.deepEqual(asked, ['a@0']);
  });

  it('asks nothing when it is stopped before it begins', async () => {
    const { road, asked, stopping } = roadFor([{ name: 'a' }]);
    stopping.abort();
    await road.run(stopping.signal);
    assert.deepEqual(asked, []);
  });
});
