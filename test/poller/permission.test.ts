import assert from 'node:assert/strict';
import { Fault } from '../../src/core/fault.js';
import type { Reason } from '../../src/core/fault.js';
import { Permission } from '../../src/poller/permission.js';
import { VirtualTime } from './virtual-time.js';

/** What has been decided, and for how many seconds no use is in asking, after these answers at once. */
function after(refusals: number, ...answers: readonly (Reason | 'ok')[]) {
  const decisions: string[] = [];
  const permission = new Permission({
    time: new VirtualTime(),
    settings: { intervalMs: 60_000 },
    random: () => 1,
    refusals,
    decided: (fault) => void decisions.push(fault?.reason ?? 'works'),
  });
  for (const answer of answers) permission.answered(answer === 'ok' ? undefined : new Fault(answer, 'scripted'));
  return { decisions, pauseSeconds: permission.pausedUntil / 1000 };
}

describe('the permission to call an operation', () => {
  const rows: readonly (readonly [string, ReturnType<typeof after>, ReturnType<typeof after>])[] = [
    ['is there when it works', after(1, 'ok'), { decisions: ['works'], pauseSeconds: -Infinity }],
    ['is missing when it is denied', after(1, 'access_denied'), { decisions: ['access_denied'], pauseSeconds: 60 }],
    [
      'is missing when there is no such operation',
      after(1, 'validation'),
      { decisions: ['validation'], pauseSeconds: 1 },
    ],
    [
      'is tried ever less often while it is missing',
      after(1, ...Array<Reason>(5).fill('access_denied')),
      { decisions: Array<Reason>(5).fill('access_denied'), pauseSeconds: 240 },
    ],
    [
      'is not missing because one resource among others is denied',
      after(3, 'access_denied', 'access_denied', 'ok', 'access_denied', 'access_denied'),
      { decisions: ['works'], pauseSeconds: -Infinity },
    ],
    [
      'is missing after so many denials in a row',
      after(3, 'access_denied', 'access_denied', 'access_denied'),
      { decisions: ['access_denied'], pauseSeconds: 60 },
    ],
    [
      'says nothing after troubles of another kind',
      after(1, 'throttled', 'not_found', 'internal', 'network', 'timeout', 'malformed'),
      { decisions: [], pauseSeconds: -Infinity },
    ],
  ];
  for (const [what, told, expected] of rows) it(what, () => assert.deepEqual(told, expected));

  it('knows why it is missing, until it is there again', () => {
    const permission = new Permission({
      time: new VirtualTime(),
      settings: { intervalMs: 60_000 },
      random: () => 1,
      refusals: 1,
      decided: () => undefined,
    });
    const denied = new Fault('access_denied', 'scripted');
    const known = [undefined, denied, new Fault('network', 'scripted'), undefined].map((fault) => {
      permission.answered(fault);
      return permission.fault;
    });
    assert.deepEqual(known, [undefined, denied, denied, undefined]);
  });
});
