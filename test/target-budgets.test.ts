import assert from 'node:assert/strict';
import type { Target } from '../src/config/config.js';
import type { Pacer } from '../src/poller/pacer.js';
import { scene, settingsOf, targetOf } from './connection-scene.js';

const hourMs = 60 * 60_000;

describe('the budgets of targets', () => {
  type Targets = Readonly<Record<string, Partial<Target>>>;
  const role = (account: number, name = 'a') => ({
    roleArn: `arn:aws:iam::${String(account).repeat(12)}:role/${name}`,
  });
  const endpoint = (url: string) => ({ endpoint: url });
  const toSettings = (targets: Targets) =>
    settingsOf(Object.entries(targets).map(([name, keys]) => targetOf(name, keys)));
  /** The budgets of the targets after each reload, numbered as they come up. */
  const budgetsOver = (reloads: readonly Targets[]) => {
    const { connections } = scene();
    const known: unknown[] = [];
    return reloads.map((targets) =>
      connections.take(toSettings(targets)).map(({ pacer }) => {
        if (!known.includes(pacer)) known.push(pacer);
        return known.indexOf(pacer) + 1;
      }),
    );
  };
  const rows: readonly (readonly [what: string, reloads: readonly Targets[], budgets: readonly number[][]])[] = [
    [
      'stay with two under one quota, each its own',
      [
        { a: {}, b: {} },
        { b: {}, a: {} },
      ],
      [
        [1, 2],
        [2, 1],
      ],
    ],
    ['stay for another role of the account', [{ a: role(1) }, { a: role(1, 'b') }], [[1], [1]]],
    ['stay for another external id', [{ a: role(1) }, { a: { ...role(1), externalId: 'x' } }], [[1], [1]]],
    [
      'stay for another password of the endpoint',
      [{ a: endpoint('http://u:one@host') }, { a: endpoint('http://u:two@host') }],
      [[1], [1]],
    ],
    ['are others for another account', [{ a: role(1) }, { a: role(2) }], [[1], [2]]],
    ['are others for a role, whose account may be another', [{ a: {} }, { a: role(1) }], [[1], [2]]],
    ['are others for another endpoint', [{ a: {} }, { a: endpoint('http://other') }], [[1], [2]]],
    ['are others for another region', [{ a: {} }, { a: { region: 'eu-west-1' } }], [[1], [2]]],
    [
      'are those of before when a mistake is taken back',
      [{ a: role(1) }, { a: role(2) }, { a: role(1) }],
      [[1], [2], [1]],
    ],
    ['are those of before when a role is taken back', [{ a: {} }, { a: role(1) }, { a: {} }], [[1], [2], [1]]],
    [
      'go with the account when names are swapped, and back',
      [
        { a: role(1), b: role(2) },
        { a: role(2), b: role(1) },
        { a: role(1), b: role(2) },
      ],
      [
        [1, 2],
        [2, 1],
        [1, 2],
      ],
    ],
    ['go to who asks the account from which one moves', [{ a: role(1) }, { a: role(2), z: role(1) }], [[1], [2, 1]]],
    ['go to the new name at once, and to one target alone', [{ a: {} }, { b: {}, c: {} }], [[1], [1, 2]]],
    [
      'stay with the one that stays while another one moves there',
      [
        { a: {}, b: role(1) },
        { b: {}, a: {} },
      ],
      [
        [1, 2],
        [3, 1],
      ],
    ],
    ['are used again when the target comes back', [{ a: {} }, {}, { a: {} }], [[1], [], [1]]],
    ['are used again when it comes back under another name', [{ a: {} }, {}, { b: {} }], [[1], [], [1]]],
    ['are used again when it comes back by another role', [{ a: role(1) }, {}, { a: role(1, 'b') }], [[1], [], [1]]],
    ['are used again by who had them before', [{ a: {}, b: {} }, {}, { b: {}, a: {} }], [[1, 2], [], [2, 1]]],
    ['are not used again by one that comes back elsewhere', [{ a: role(1) }, {}, { a: role(2) }], [[1], [], [2]]],
  ];
  for (const [what, reloads, expected] of rows) it(what, () => assert.deepEqual(budgetsOver(reloads), expected));

  for (const [when, afterMs, isSame] of [
    ['within the hour', hourMs - 1, true],
    ['later', hourMs, false],
  ] as const) {
    it(`are ${isSame ? '' : 'not '}used again by one that comes back ${when}`, async () => {
      const { connections, time } = scene();
      const [before] = connections.take(toSettings({ a: {} }));
      connections.take(toSettings({}));
      await time.runUntil(afterMs);
      const [after] = connections.take(toSettings({ a: {} }));
      assert.equal(after?.pacer === before?.pacer, isSame);
    });
  }

  it('that pause go on pausing, whatever is prepared and given back, and wherever they go', async () => {
    const { connections } = scene();
    const [a] = connections.take(toSettings({ a: role(1), b: role(2) }));
    const permit = await a?.pacer.admit('ListPagesByContact', new AbortController().signal);
    permit?.throttled(600);
    const pausing = (targets: readonly { pacer: Pacer }[]) =>
      targets.map(({ pacer }) => pacer.state('ListPagesByContact').backoffSeconds);
    const swapped = toSettings({ a: role(2), b: role(1) });
    const prepared = connections.prepare(swapped);
    prepared.giveBack();
    assert.deepEqual(
      [
        pausing(prepared.targets),
        pausing(connections.take(swapped)),
        pausing(connections.take(toSettings({ z: role(1) }))),
      ],
      [[0, 600], [0, 600], [600]],
    );
  });
});
