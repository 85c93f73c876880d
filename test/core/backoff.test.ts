import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backoffMs } from '../../src/core/backoff.js';
import { reasons } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';

const intervalMs = 60_000;
const almostOne = 1 - 2 ** -32;

describe('the wait after a failure', () => {
  const quarterHourMs = 900_000;
  const rows: readonly (readonly [Reason, readonly number[]])[] = [
    ['throttled', [1000, 2000, 4000, 8000, 60_000, 60_000]],
    ['access_denied', [60_000, 60_000, 60_000, 120_000, quarterHourMs, quarterHourMs]],
    ['not_found', [60_000, 60_000, 60_000, 120_000, quarterHourMs, quarterHourMs]],
    ['validation', [1000, 2000, 4000, 8000, 60_000, 60_000]],
    ['internal', [1000, 2000, 4000, 8000, 60_000, 60_000]],
    ['network', [1000, 2000, 4000, 8000, 60_000, 60_000]],
    ['timeout', [1000, 2000, 4000, 8000, 60_000, 60_000]],
    ['malformed', [1000, 2000, 4000, 8000, 60_000, 60_000]],
  ];
  for (const [reason, ceilings] of rows) {
    it(`is below ${ceilings.join(', ')} ms for ${reason}, the 1st to 4th, 9th and 5000th time`, () => {
      const waits = [1, 2, 3, 4, 9, 5000].map((failures) =>
        backoffMs({ reason, failures, retryAfterSeconds: 0 }, { intervalMs, random: almostOne }),
      );
      assert.deepEqual(waits.map(Math.round), ceilings);
    });
  }

  it('knows every reason', () => assert.deepEqual(new Set(rows.map(([reason]) => reason)), new Set(reasons)));

  const failure = fc.record({
    reason: fc.constantFrom(...reasons),
    failures: fc.integer({ min: 1, max: 10_000 }),
    retryAfterSeconds: fc.nat({ max: 3600 }),
  });
  const random = fc.double({ min: 0, max: almostOne, noNaN: true });

  it('is never shorter than what the service asked for, and never longer than that and its cap', () => {
    fc.assert(
      fc.property(failure, random, fc.integer({ min: 10, max: 3_600_000 }), (failed, drawn, everyMs) => {
        const waitMs = backoffMs(failed, { intervalMs: everyMs, random: drawn });
        const askedMs = failed.retryAfterSeconds * 1000;
        const capMs = Math.max(quarterHourMs, everyMs);
        assert.ok(waitMs >= askedMs && waitMs <= askedMs + capMs, `${waitMs} ms`);
      }),
    );
  });

  it('never passes one interval for a trouble that ends by itself', () => {
    const passing = fc.constantFrom<Reason>('throttled', 'internal', 'network', 'timeout', 'malformed', 'validation');
    fc.assert(
      fc.property(failure, passing, random, (failed, reason, drawn) => {
        const wait = backoffMs({ ...failed, reason, retryAfterSeconds: 0 }, { intervalMs, random: drawn });
        assert.ok(wait <= intervalMs, `${wait} ms`);
      }),
    );
  });

  it('of a refusal is at most sixteen intervals, where these are short', () => {
    const failed = { reason: 'access_denied', failures: 100, retryAfterSeconds: 0 } as const;
    assert.equal(Math.round(backoffMs(failed, { intervalMs: 1000, random: almostOne })), 16_000);
  });

  it('is anything down to nothing: the jitter is full', () => {
    fc.assert(
      fc.property(failure, (failed) => {
        assert.equal(backoffMs(failed, { intervalMs, random: 0 }), failed.retryAfterSeconds * 1000);
      }),
    );
  });
});
