import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from '../src/config/config.js';
import type { Loaded } from '../src/config/load.js';
import { answerOf, Reloads } from '../src/reloads.js';
import { configOf } from './config/loaded.js';

const target = (name: string) => `targets: [{ name: ${name}, region: us-east-2, discover: { enabled: true } }]`;

/** Loads that wait until they are let go on, one after the other. */
class Loads {
  readonly #waiting: ((loaded: Loaded) => void)[] = [];
  begun = 0;

  load(): Promise<Loaded> {
    this.begun += 1;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async end(loaded: Loaded): Promise<void> {
    await turn();
    this.#waiting.shift()?.(loaded);
    await turn();
  }
}

async function scene({ apply }: { apply?: (config: Config) => void } = {}) {
  const first = await configOf(target('first'));
  const loads = new Loads();
  const events: unknown[] = [];
  const stopping = new AbortController();
  let current = first;
  const reloads = new Reloads({
    file: loads,
    current: () => current,
    apply:
      apply ??
      ((config) => {
        current = config;
        events.push(config.targets[0]?.name);
      }),
    lookAgain: () => events.push('look again'),
    instruments: { configured: (at) => events.push(`configured at ${at}`), reloadFailed: () => events.push('failed') },
    logger: pino({ level: 'silent' }),
    clock: { now: () => 7 },
    signal: stopping.signal,
  });
  return { reloads, loads, events, stopping, current: () => current };
}

describe('reloads', () => {
  it('put in force what is loaded, and say what has changed', async () => {
    const { reloads, loads, events } = await scene();
    const reload = reloads.reload();
    await loads.end({ config: await configOf(`${target('second')}\npoll: { interval: 1h }`) });
    assert.deepEqual(
      [await reload, events],
      [{ kind: 'reloaded', changed: ['poll.interval', 'targets'] }, ['second', 'configured at 7', 'look again']],
    );
  });

  it('come one after the other, and those who ask while one waits share it', async () => {
    const { reloads, loads, events } = await scene();
    const first = reloads.reload();
    await turn();
    const others = [reloads.reload(), reloads.reload(), reloads.reload()];
    await turn();
    const begunAtOnce = loads.begun;
    await loads.end({ config: await configOf(target('second')) });
    await first;
    const begunThen = loads.begun;
    await loads.end({ config: await configOf(target('third')) });
    const outcomes = await Promise.all(others);
    assert.deepEqual(
      { begunAtOnce, begunThen, begun: loads.begun, shared: new Set(outcomes).size },
      { begunAtOnce: 1, begunThen: 2, begun: 2, shared: 1 },
    );
    assert.deepEqual(
      events.filter((event) => event !== 'look again'),
      ['second', 'configured at 7', 'third', 'configured at 7'],
    );
  });

  it('change nothing when there is a problem, and the next one works', async () => {
    const { reloads, loads, events, current } = await scene();
    const before = current();
    const problems = [{ path: 'poll.interval', message: 'must be a duration' }];
    const bad = reloads.reload();
    await loads.end({ problems });
    const outcome = await bad;
    const isSame = current() === before;
    const good = reloads.reload();
    await loads.end({ config: await configOf(target('second')) });
    assert.deepEqual(
      { outcome, isSame, then: (await good).kind, events },
      {
        outcome: { kind: 'refused', problems },
        isSame: true,
        then: 'reloaded',
        events: ['failed', 'look again', 'second', 'configured at 7', 'look again'],
      },
    );
  });

  it('are refused without targets, and where a restart is needed', async () => {
    const { reloads, loads } = await scene();
    const reload = reloads.reload();
    await loads.end({ config: await configOf('{ ledger: { path: elsewhere }, web: { enableLifecycle: true } }') });
    assert.deepEqual(await reload, {
      kind: 'refused',
      problems: [
        { path: 'targets', message: 'none is configured' },
        { path: 'web.enableLifecycle', message: 'needs a restart to change from false to true' },
        { path: 'ledger.path', message: 'needs a restart to change from "./data/ledger" to "elsewhere"' },
      ],
    });
  });

  it('that can not be put in force are refused, not thrown', async () => {
    const apply = () => {
      throw new Error('no connection');
    };
    const { reloads, loads, events } = await scene({ apply });
    const reload = reloads.reload();
    await loads.end({ config: await configOf(target('second')) });
    const problems = [{ path: 'configuration', message: 'no connection' }];
    assert.deepEqual([await reload, events], [{ kind: 'refused', problems }, ['failed', 'look again']]);
  });

  it('are refused once the exporter stops, the one under way too', async () => {
    const { reloads, loads, events, stopping } = await scene();
    const underWay = reloads.reload();
    await turn();
    const waiting = reloads.reload();
    stopping.abort();
    await loads.end({ config: await configOf(target('second')) });
    await loads.end({ config: await configOf(target('third')) });
    const outcomes = await Promise.all([underWay, waiting]);
    assert.deepEqual(
      [outcomes, events],
      [
        [{ kind: 'stopping' }, { kind: 'stopping' }],
        ['look again', 'look again'],
      ],
    );
  });

  it('are refused when there is nothing to load', async () => {
    const { current } = await scene();
    const reloads = new Reloads({
      file: undefined,
      current,
      apply: () => assert.fail(),
      lookAgain: () => undefined,
      instruments: { configured: () => assert.fail(), reloadFailed: () => undefined },
      logger: pino({ level: 'silent' }),
      clock: Date,
      signal: new AbortController().signal,
    });
    const problems = [{ path: 'configuration', message: 'there is nothing that it could be reloaded from' }];
    assert.deepEqual(await reloads.reload(), { kind: 'refused', problems });
  });

  it('are answered by how they went', () => {
    const problems = [
      { path: 'a.b', message: 'is wrong' },
      { path: 'c', message: 'too' },
    ];
    assert.deepEqual(
      [
        answerOf({ kind: 'reloaded', changed: [] }),
        answerOf({ kind: 'refused', problems }),
        answerOf({ kind: 'stopping' }),
      ],
      [
        { status: 200, text: 'the configuration is reloaded\n' },
        { status: 500, text: 'a.b: is wrong\nc: too\n' },
        { status: 503, text: 'the exporter is stopping\n' },
      ],
    );
  });
});
