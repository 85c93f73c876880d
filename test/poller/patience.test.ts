import assert from 'node:assert/strict';
import { Fault } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';
import { Patience } from '../../src/poller/patience.js';

/** The waits after failures for these reasons, in seconds, with the most jitter there is; `ok` is a success between. */
function waits(...outcomes: readonly (Reason | 'ok')[]): number[] {
  const patience = new Patience({ intervalMs: 60_000, random: () => 1 });
  return outcomes.flatMap((outcome) => {
    if (outcome !== 'ok') return patience.waitAfter(new Fault(outcome, 'scripted')) / 1000;
    patience.succeeded();
    return [];
  });
}

describe('patience', () => {
  const rows: readonly (readonly [string, readonly (Reason | 'ok')[], readonly number[]])[] = [
    [
      'doubles for the same reason, up to its limit',
      ['access_denied', 'access_denied', 'access_denied'],
      [60, 120, 240],
    ],
    ['begins anew for another reason', ['network', 'network', 'access_denied', 'network'], [1, 2, 60, 1]],
    ['begins anew after a success', ['timeout', 'timeout', 'ok', 'timeout'], [1, 2, 1]],
  ];
  for (const [name, outcomes, expected] of rows) {
    it(name, () => assert.deepEqual(waits(...outcomes), expected));
  }
});
