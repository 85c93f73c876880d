import assert from 'node:assert/strict';
import { createReplayClock } from '../../src/simulator/clock.js';

describe('the replay clock', () => {
  it('hurries to the end and then keeps real time', () => {
    let realNow = 500;
    const clock = createReplayClock({ startAt: 0, endAt: 86_400_000, overMs: 12_000, real: { now: () => realNow } });
    const readings = [500, 6500, 12_499, 12_500, 13_500].map((now) => {
      realNow = now;
      return clock.now();
    });
    assert.deepEqual(readings, [0, 43_200_000, 86_392_800, 86_400_000, 86_401_000]);
  });
});
