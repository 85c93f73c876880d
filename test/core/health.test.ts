import assert from 'node:assert/strict';
import { afterFailure, afterSuccess, changeOf, unpolled } from '../../src/core/health.js';
import type { ContactHealth, HealthChange } from '../../src/core/health.js';

const works = afterSuccess(5000);
const throttled = afterFailure(works, 'throttled');
const throttledAgain = afterFailure(throttled, 'throttled');
const denied = afterFailure(throttledAgain, 'access_denied');

describe('the health of a contact', () => {
  it('remembers the last success and how often it has failed since', () => {
    assert.deepEqual(
      [unpolled, works, throttled, throttledAgain, denied, afterSuccess(9000)],
      [
        { consecutiveFailures: 0 },
        { isUp: true, lastSuccessAt: 5000, consecutiveFailures: 0 },
        { isUp: false, lastSuccessAt: 5000, consecutiveFailures: 1, reason: 'throttled' },
        { isUp: false, lastSuccessAt: 5000, consecutiveFailures: 2, reason: 'throttled' },
        { isUp: false, lastSuccessAt: 5000, consecutiveFailures: 3, reason: 'access_denied' },
        { isUp: true, lastSuccessAt: 9000, consecutiveFailures: 0 },
      ],
    );
  });

  const rows: readonly (readonly [string, ContactHealth, ContactHealth, HealthChange | undefined])[] = [
    ['works for the first time', unpolled, works, 'works'],
    ['works as before', works, afterSuccess(9000), undefined],
    ['fails at first', unpolled, afterFailure(unpolled, 'timeout'), 'fails'],
    ['fails after it worked', works, throttled, 'fails'],
    ['fails as before', throttled, throttledAgain, undefined],
    ['fails for another reason', throttledAgain, denied, 'fails'],
    ['works again', denied, afterSuccess(9000), 'works again'],
    ['works after it had only failed', afterFailure(unpolled, 'timeout'), afterSuccess(9000), 'works'],
  ];
  for (const [name, before, after, change] of rows) {
    it(`tells the step: ${name}`, () => assert.equal(changeOf(before, after), change));
  }
});
