import assert from 'node:assert/strict';
import { Alarm } from '../../src/poller/alarm.js';
import { VirtualTime } from './virtual-time.js';

describe('an alarm', () => {
  const rows: readonly (readonly [string, (time: VirtualTime, alarm: Alarm) => Promise<void>, number])[] = [
    ['lets sleep until it is time', () => Promise.resolve(), 5000],
    ['ends the sleep when it rings', (time, alarm) => time.runUntil(2000).then(() => alarm.ring()), 2000],
  ];
  for (const [what, meanwhile, wokenAt] of rows) {
    it(what, async () => {
      const time = new VirtualTime();
      const alarm = new Alarm(time);
      let woken = NaN;
      const sleep = alarm.sleepUntil(5000, new AbortController().signal).then(() => (woken = time.now()));
      await meanwhile(time, alarm);
      await time.runUntil(60_000);
      await sleep;
      assert.equal(woken, wokenAt);
    });
  }

  it('is not lost when it rings before the sleep, and ends one sleep only', async () => {
    const time = new VirtualTime();
    const alarm = new Alarm(time);
    const { signal } = new AbortController();
    const woken: number[] = [];
    alarm.ring();
    alarm.ring();
    const sleeps = (async () => {
      for (const at of [5000, 6000]) {
        await alarm.sleepUntil(at, signal);
        woken.push(time.now());
      }
    })();
    await time.runUntil(60_000);
    await sleeps;
    assert.deepEqual(woken, [0, 6000]);
  });

  it('ends with the reason of its signal', async () => {
    const stopped = new Error('stopped');
    const stopping = new AbortController();
    const sleep = new Alarm(new VirtualTime()).sleepUntil(5000, stopping.signal);
    stopping.abort(stopped);
    await assert.rejects(sleep, stopped);
  });

  for (const hasRung of [false, true]) {
    it(`lets nobody sleep whose signal has aborted already, ${hasRung ? 'when' : 'before'} it has rung`, async () => {
      const stopped = new Error('stopped');
      const alarm = new Alarm(new VirtualTime());
      if (hasRung) alarm.ring();
      await assert.rejects(alarm.sleepUntil(5000, AbortSignal.abort(stopped)), stopped);
    });
  }
});
