import assert from 'node:assert/strict';
import type { Target } from '../src/config/config.js';
import { quotas, scene, settingsOf, targetOf } from './connection-scene.js';

describe('the connections of targets', () => {
  it('stay for a target whose place stays, whatever else changes', () => {
    const { connections, events } = scene();
    const [before] = connections.take(settingsOf([targetOf('a')]));
    const [after] = connections.take(
      settingsOf([targetOf('a', { discover: { enabled: true, aliasPrefix: 'x', refreshMs: 5 } })]),
    );
    assert.deepEqual(events, ['opens a 1']);
    assert.deepEqual(
      [after?.source === before?.source, after?.pacer === before?.pacer, after?.discover.aliasPrefix],
      [true, true, 'x'],
    );
  });

  const places: (readonly [string, Partial<Target>, number, isSameBudget: boolean])[] = [
    ['a role', { roleArn: 'arn:aws:iam::111122223333:role/other' }, 10_000, false],
    ['an external id', { externalId: 'other' }, 10_000, true],
    ['an endpoint', { endpoint: 'http://other' }, 10_000, false],
    ['a timeout', {}, 5000, true],
  ];
  for (const [what, keys, requestTimeoutMs, isSameBudget] of places) {
    it(`are others behind the same source for ${what} that changes, with ${isSameBudget ? 'the same' : 'other'} budgets`, () => {
      const { connections, events } = scene();
      const [before] = connections.take(settingsOf([targetOf('a')]));
      const [after] = connections.take(settingsOf([targetOf('a', keys)], { poll: { requestTimeoutMs } }));
      assert.deepEqual(events, ['opens a 1', 'opens a 2', 'closes a 1']);
      assert.deepEqual([after?.source === before?.source, after?.pacer === before?.pacer], [true, isSameBudget]);
    });
  }

  it('are closed with their target', () => {
    const { connections, events } = scene();
    connections.take(settingsOf([targetOf('a'), targetOf('b')]));
    connections.take(settingsOf([targetOf('b')]));
    connections.close();
    assert.deepEqual(events, ['opens a 1', 'opens b 2', 'closes a 1', 'closes b 2']);
  });

  it('are as before when one of them can not be opened', () => {
    const { connections, events } = scene();
    const [before] = connections.take(settingsOf([targetOf('a')]));
    assert.throws(
      () => connections.take(settingsOf([targetOf('b'), targetOf('c', { region: 'nowhere' })])),
      /no such region/,
    );
    const [after] = connections.take(settingsOf([targetOf('a')]));
    assert.deepEqual(events, ['opens a 1', 'opens b 2', 'closes b 2']);
    assert.deepEqual([after?.source === before?.source, after?.pacer === before?.pacer], [true, true]);
  });

  it('that are prepared change nothing until they are taken, and are closed when they are given back', () => {
    const { connections, events } = scene();
    const [before] = connections.take(settingsOf([targetOf('a')]));
    const next = settingsOf([targetOf('a', { endpoint: 'http://other' }), targetOf('b')]);
    connections.prepare(next).giveBack();
    const [same] = connections.take(settingsOf([targetOf('a')]));
    const prepared = [...events];
    connections.prepare(next).take();
    connections.close();
    assert.deepEqual([same?.source === before?.source, same?.generation === before?.generation], [true, true]);
    assert.deepEqual(
      [prepared, events.slice(prepared.length)],
      [
        ['opens a 1', 'opens a 2', 'opens b 3', 'closes a 2', 'closes b 3'],
        ['opens a 4', 'opens b 5', 'closes a 1', 'closes a 4', 'closes b 5'],
      ],
    );
  });

  it('are of another generation when somebody else is asked, or as somebody else, and of the same otherwise', () => {
    const { connections } = scene();
    const role = (account: number, name: string) => `arn:aws:iam::${String(account).repeat(12)}:role/${name}`;
    const steps: (readonly [Partial<Target>, requestTimeoutMs?: number])[] = [
      [{}],
      [{ discover: { enabled: false, aliasPrefix: 'x', refreshMs: 1 } }],
      [{}, 5000],
      [{ roleArn: role(1, 'a') }],
      [{ roleArn: role(1, 'a'), externalId: 'x' }],
      [{ roleArn: role(2, 'a'), externalId: 'x' }],
      [{ endpoint: 'http://other' }],
      [{ endpoint: 'http://other' }],
    ];
    const seen = steps.map(([keys, requestTimeoutMs = 10_000]) => {
      const [target] = connections.take(settingsOf([targetOf('a', keys)], { poll: { requestTimeoutMs } }));
      return [target?.generation, target?.accountId];
    });
    const [first = []] = seen;
    assert.deepEqual(
      seen.map(([generation, accountId]) => [Number(generation) - Number(first[0]), accountId]),
      [
        [0, undefined],
        [0, undefined],
        [0, undefined],
        [1, '111111111111'],
        [2, '111111111111'],
        [3, '222222222222'],
        [4, undefined],
        [4, undefined],
      ],
    );
  });

  it('have the ceilings of the settings', () => {
    const { connections } = scene();
    const rates = [1, 3].map((listPagesByContact) => {
      const changed = { quotas: { ...quotas, share: 1, listPagesByContact } };
      const [target] = connections.take(settingsOf([targetOf('a')], changed));
      return target?.pacer.state('ListPagesByContact').ratePerSecond;
    });
    assert.deepEqual(rates, [1, 3]);
  });
});
