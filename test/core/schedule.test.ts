import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextTurn } from '../../src/core/schedule.js';

describe('turns', () => {
  const rows: readonly (readonly [name: string, now: number, at: number, missed: number])[] = [
    ['come one interval later when the sweep was quick', 1001, 1100, 0],
    ['come one interval later when the sweep took no time', 1000, 1100, 0],
    ['are taken by a sweep shortly before them', 951, 1100, 0],
    ['are left as they are by a sweep half an interval before them', 950, 1000, 0],
    ['are left as they are by a sweep long before them', 100, 1000, 0],
    ['are skipped, not made up for, when the sweep took longer', 1350, 1400, 3],
    ['come after now when the sweep ended on one', 1300, 1400, 3],
  ];
  for (const [name, now, at, missed] of rows) {
    it(name, () => assert.deepEqual(nextTurn(1000, now, 100), { at, missed }));
  }

  const time = fc.nat({ max: 10_000_000 });
  const interval = fc.integer({ min: 1, max: 100_000 });

  it('stay on their grid, after now, and skip none but the missed', () => {
    fc.assert(
      fc.property(time, time, interval, (turnAt, tookMs, intervalMs) => {
        const now = turnAt + tookMs;
        const { at, missed } = nextTurn(turnAt, now, intervalMs);
        assert.deepEqual(
          { at, isLater: at > now, isNearest: at - now <= intervalMs },
          { at: turnAt + (missed + 1) * intervalMs, isLater: true, isNearest: true },
        );
      }),
    );
  });

  it('are never missed by a sweep before them, and move on by one interval at most', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 10_000_000 }), interval, (now, beforeMs, intervalMs) => {
        const turnAt = now + beforeMs;
        const { at, missed } = nextTurn(turnAt, now, intervalMs);
        assert.deepEqual(
          { missed, at, isFarEnough: at - now >= intervalMs / 2 },
          { missed: 0, at: beforeMs < intervalMs / 2 ? turnAt + intervalMs : turnAt, isFarEnough: true },
        );
      }),
    );
  });
});
