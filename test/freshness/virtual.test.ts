import assert from 'node:assert/strict';
import { createScene } from '../../bench/freshness/scene.js';
import { ours, oursWithoutEnds } from '../../bench/freshness/strategies.js';

/** What 95 % of the lags must not exceed, in virtual seconds. */
const bar = 5;

// Virtual time: nothing here depends on how fast the machine is.
describe("1000 contacts at AWS's default quotas", () => {
  for (const [what, strategy] of [
    ['where AWS says when an engagement ends', ours],
    ['where it never does', oursWithoutEnds],
  ] as const) {
    it(`are shown within seconds, and no request is throttled, ${what}`, async () => {
      const scene = await createScene(1000, 2, 'freshness');
      const source = await strategy(scene);
      const lags = scene.watch.lags(scene.world.stories(scene.window.to), scene.window);
      await scene.end();
      const late = lags.filter(({ happenedAt, countedAt }) => countedAt - happenedAt > bar * 1000);
      const counts = Object.values(source.requests);
      assert.deepEqual(
        {
          isEnough: lags.length > 100,
          isFresh: late.length <= 0.05 * lags.length,
          throttled: counts.filter(({ throttled }) => throttled > 0),
        },
        { isEnough: true, isFresh: true, throttled: [] },
        `${late.length} of ${lags.length} lags are longer than ${bar} s`,
      );
    });
  }
});
