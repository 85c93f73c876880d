import assert from 'node:assert/strict';
import { Fault } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';
import { Patience } from '../../src/poller/patience.js';

type Outcome = Reason | 'ok' | 'answer';

/**
 * The waits after failures for these reasons, in seconds, with the most jitter there is; between them `ok` is a success,
 * `answer` one that is not the last.
 */
function waits(...outcomes: readonly Outcome[]): number[] {
  const patience = new Patience({ settings: { intervalMs: 60_000 }, random: () => 1 });
  return outcomes.flatMap((outcome) => {
    if (outcome === 'ok') patience.succeeded();
    else if (outcome === 'answer') patience.answered();
    else return patience.waitAfter(new Fault(outcome, 'scripted')) / 1000;
    return [];
  });
}

describe('patience', () => {
  const rows: readonly (readonly [string, readonly Outcome[], readonly number[]])[] = [
    ['doubles for the same reason', ['network', 'network', 'network'], [1, 2, 4]],
    ['doubles from the fourth refusal on', Array<Reason>(5).fill('access_denied'), [60, 60, 60, 120, 240]],
    [
      'takes no refusal for one that stays when there are answers between',
      ['not_found', 'not_found', 'not_found', 'answer', 'not_found', 'not_found'],
      [60, 60, 60, 60, 60],
    ],
    [
      'lasts for another trouble than a refusal, though there are answers between',
      ['network', 'answer', 'network'],
      [1, 2],
    ],
    ['begins anew for another reason', ['network', 'network', 'access_denied', 'network'], [1, 2, 60, 1]],
    ['begins anew after a success', ['timeout', 'timeout', 'ok', 'timeout'], [1, 2, 1]],
  ];
  for (const [name, outcomes, expected] of rows) {
    it(name, () => assert.deepEqual(waits(...outcomes), expected));
  }
});
