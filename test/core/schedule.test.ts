import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextTurnAt, offsetMs } from '../../src/core/schedule.js';

describe('turns', () => {
  it('are spread evenly over one interval', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => offsetMs(index, 4, 60_000)),
      [0, 15_000, 30_000, 45_000],
    );
  });

  const rows: readonly (readonly [string, number, number])[] = [
    ['come one interval later when the sweep was quick', 1001, 1100],
    ['come one interval later when the sweep took no time', 1000, 1100],
    ['come one interval later when the clock reads a moment before the turn', 999, 1100],
    ['are skipped, not made up for, when the sweep took longer', 1350, 1400],
    ['come after now when the sweep ended on one', 1300, 1400],
  ];
  for (const [name, now, next] of rows) it(name, () => assert.equal(nextTurnAt(1000, now, 100), next));

  it('stay on their grid, after now, and skip none that could be kept', () => {
    const time = fc.nat({ max: 10_000_000 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: 1, max: 100_000 }), (dueAt, tookMs, intervalMs) => {
        const now = dueAt + tookMs;
        const next = nextTurnAt(dueAt, now, intervalMs);
        assert.deepEqual(
          { offGrid: (next - dueAt) % intervalMs, isLater: next > now, isNearest: next - now <= intervalMs },
          { offGrid: 0, isLater: true, isNearest: true },
        );
      }),
    );
  });
});
