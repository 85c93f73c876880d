import assert from 'node:assert/strict';
import type { AwsSource } from '../src/aws/source.js';
import type { Target } from '../src/config/config.js';
import { TargetConnections } from '../src/target-connections.js';
import type { ConnectionSettings } from '../src/target-connections.js';
import { configOf } from './config/loaded.js';
import { VirtualTime } from './poller/virtual-time.js';

const hourMs = 60 * 60_000;
const { quotas, sharding } = await configOf('{}');

const targetOf = (name: string, keys: Partial<Target> = {}): Target => ({
  name,
  region: 'us-east-2',
  roleArn: '',
  externalId: '',
  endpoint: '',
  contacts: [],
  discover: { enabled: true, aliasPrefix: '', refreshMs: 0 },
  ...keys,
});

const settingsOf = (targets: readonly Target[], changed: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  targets,
  quotas,
  sharding,
  poll: { requestTimeoutMs: 10_000 },
  ...changed,
});

/** Connections whose opening and closing is noted; a target in region `nowhere` can't be connected to. */
function scene() {
  const time = new VirtualTime();
  const events: string[] = [];
  let opened = 0;
  const connections = new TargetConnections({
    connect: ({ name, region }) => {
      if (region === 'nowhere') throw new Error('no such region');
      const source = `${name} ${(opened += 1)}`;
      events.push(`opens ${source}`);
      return { close: () => void events.push(`closes ${source}`) } as AwsSource;
    },
    time,
    random: () => 0,
  });
  return { time, events, connections };
}

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

  const places: (readonly [string, Partial<Target>, number])[] = [
    ['a role', { roleArn: 'arn:aws:iam::111122223333:role/other' }, 10_000],
    ['an external id', { externalId: 'other' }, 10_000],
    ['an endpoint', { endpoint: 'http://other' }, 10_000],
    ['a timeout', {}, 5000],
  ];
  for (const [what, keys, requestTimeoutMs] of places) {
    it(`are others behind the same source for ${what} that changes, with the same budgets`, () => {
      const { connections, events } = scene();
      const [before] = connections.take(settingsOf([targetOf('a')]));
      const [after] = connections.take(settingsOf([targetOf('a', keys)], { poll: { requestTimeoutMs } }));
      assert.deepEqual(events, ['opens a 1', 'opens a 2', 'closes a 1']);
      assert.deepEqual([after?.source === before?.source, after?.pacer === before?.pacer], [true, true]);
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

describe('the budgets of a target that is gone', () => {
  const [a, other] = [targetOf('a'), targetOf('other', { region: 'eu-west-1' })];
  const comesBack = (target: Target, afterMs: number) => async () => {
    const { connections, time } = scene();
    const [before] = connections.take(settingsOf([a, other]));
    connections.take(settingsOf([other]));
    await time.runUntil(afterMs);
    const [after] = connections.take(settingsOf([target, other]));
    return after?.pacer === before?.pacer;
  };
  const rows: (readonly [string, () => Promise<boolean>, boolean])[] = [
    ['it comes back', comesBack(a, 0), true],
    ['it comes back within the hour', comesBack(a, hourMs - 1), true],
    ['it comes back later', comesBack(a, hourMs), false],
    ['it comes back as another role', comesBack({ ...a, roleArn: 'arn:aws:iam::1:role/b' }, 0), true],
    ['it comes back under another name', comesBack({ ...a, name: 'b' }, 0), true],
    ['another one comes, elsewhere', comesBack({ ...a, name: 'b', region: 'eu-west-1' }, 0), false],
    ['one of its name comes, elsewhere', comesBack({ ...a, region: 'eu-west-1' }, 0), false],
  ];
  for (const [what, play, expected] of rows) {
    it(`are ${expected ? 'used again' : 'not used again'} when ${what}`, async () =>
      assert.equal(await play(), expected));
  }

  const role = (account: number, name: string) => ({
    roleArn: `arn:aws:iam::${String(account).repeat(12)}:role/${name}`,
  });
  const moves: (readonly [what: string, Partial<Target>, Partial<Target>, isPausing: boolean])[] = [
    ['another role of the same account', role(1, 'a'), role(1, 'b'), true],
    ['another external id', role(1, 'a'), { ...role(1, 'a'), externalId: 'x' }, true],
    ['another password of the endpoint', { endpoint: 'http://u:one@host' }, { endpoint: 'http://u:two@host' }, true],
    ['a role of another account', role(1, 'a'), role(2, 'a'), false],
    ['a role, whose account may be another', {}, role(1, 'a'), false],
    ['another endpoint', {}, { endpoint: 'http://other' }, false],
  ];
  for (const [what, before, after, isPausing] of moves) {
    for (const hasLeft of [false, true]) {
      it(`${isPausing ? 'go on pausing' : 'pause no more'} for ${what}, ${hasLeft ? 'later' : 'at once'}`, async () => {
        const { connections } = scene();
        const [target] = connections.take(settingsOf([targetOf('a', before)]));
        const permit = await target?.pacer.admit('ListPagesByContact', new AbortController().signal);
        permit?.throttled(600);
        if (hasLeft) connections.take(settingsOf([]));
        const prepared = connections.prepare(settingsOf([targetOf('a', after)]));
        const pauses = () => (target?.pacer.state('ListPagesByContact').backoffSeconds ?? 0) > 0;
        const isPausingYet = pauses();
        prepared.take();
        assert.deepEqual([isPausingYet, pauses()], [true, isPausing]);
      });
    }
  }

  it('go to the new name at once, and to one target alone', () => {
    const { connections } = scene();
    const [before] = connections.take(settingsOf([a]));
    const after = connections.take(settingsOf([targetOf('b'), targetOf('c')]));
    assert.deepEqual(
      after.map(({ pacer }) => pacer === before?.pacer),
      [true, false],
    );
  });
});
