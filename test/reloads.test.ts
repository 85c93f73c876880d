import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from '../src/config/config.js';
import { loadConfig } from '../src/config/load.js';
import type { Loaded } from '../src/config/load.js';
import { answerOf, Reloads } from '../src/reloads.js';
import { configOf } from './config/loaded.js';

const target = (name: string) => `targets: [{ name: ${name}, region: us-east-2, discover: { enabled: true } }]`;

/** Loads that wait until they are let go on, one after the other. */
class Loads {
  readonly #waiting: ((loaded: Loaded | Promise<Loaded>) => void)[] = [];
  begun = 0;

  load(): Promise<Loaded> {
    this.begun += 1;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async end(loaded: Loaded | Promise<Loaded>): Promise<void> {
    await turn();
    this.#waiting.shift()?.(loaded);
    await turn();
  }

  async fail(error: Error): Promise<void> {
    await this.end(Promise.reject(error));
  }
}

interface Scenery {
  readonly apply?: (config: Config) => void;
  readonly lookAgain?: () => void;
  /** Takes the lines of the log. */
  readonly write?: (line: string) => void;
  /** What the configuration in force says beside its target. */
  readonly others?: string;
}

async function scene({ apply, lookAgain, write = () => undefined, others = '' }: Scenery = {}) {
  const first = await configOf(`${target('first')}\n${others}`);
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
    lookAgain: lookAgain ?? (() => events.push('look again')),
    instruments: { configured: (at) => events.push(`configured at ${at}`), reloadFailed: () => events.push('failed') },
    logger: pino({}, { write }),
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
    const refused = { kind: 'refused', problems, isNameless: false };
    const bad = reloads.reload();
    await loads.end({ problems });
    const outcome = await bad;
    const isSame = current() === before;
    const good = reloads.reload();
    await loads.end({ config: await configOf(target('second')) });
    assert.deepEqual(
      { outcome, isSame, then: (await good).kind, events },
      {
        outcome: refused,
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
      isNameless: false,
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
    const refused = { kind: 'refused', problems, isNameless: false };
    assert.deepEqual([await reload, events], [refused, ['failed', 'look again']]);
  });

  it('that fail in whatever way are refused and counted, and the next one works', async () => {
    const { reloads, loads, events } = await scene();
    const thrown = reloads.reload();
    await turn();
    const later = reloads.reload();
    await loads.fail(new Error('no memory'));
    const first = await thrown;
    await loads.end({ config: await configOf(target('second')) });
    const problems = [{ path: 'configuration', message: 'no memory' }];
    assert.deepEqual(
      [first, (await later).kind, events],
      [
        { kind: 'refused', problems, isNameless: false },
        'reloaded',
        ['failed', 'look again', 'second', 'configured at 7', 'look again'],
      ],
    );
  });

  const untold: readonly (readonly [string, Scenery])[] = [
    [
      'logged',
      {
        write: () => {
          throw new Error('the disk is full');
        },
      },
    ],
    [
      'shown',
      {
        lookAgain: () => {
          throw new Error('no');
        },
      },
    ],
  ];
  for (const [what, scenery] of untold) {
    it(`are what they are when they can not be ${what}`, async () => {
      const { reloads, loads, current } = await scene(scenery);
      const kinds: string[] = [];
      for (const name of ['second', 'third']) {
        const reload = reloads.reload();
        await loads.end({ config: await configOf(target(name)) });
        kinds.push((await reload).kind);
      }
      assert.deepEqual([kinds, current().targets[0]?.name], [['reloaded', 'reloaded'], 'third']);
    });
  }

  it('are refused once the exporter stops, the one under way too, and that is told once', async () => {
    const told: unknown[] = [];
    const write = (line: string) => void told.push((JSON.parse(line) as { msg: string }).msg);
    const { reloads, loads, events, stopping } = await scene({ write });
    const underWay = reloads.reload();
    await turn();
    const waiting = reloads.reload();
    stopping.abort();
    await loads.end({ config: await configOf(target('second')) });
    await loads.end({ config: await configOf(target('third')) });
    const outcomes = await Promise.all([underWay, waiting]);
    assert.deepEqual(
      { outcomes, events, told },
      {
        outcomes: [{ kind: 'stopping' }, { kind: 'stopping' }],
        events: [],
        told: ['stopping, so the configuration is not reloaded'],
      },
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
    assert.deepEqual(await reloads.reload(), { kind: 'refused', problems, isNameless: false });
  });

  it('are answered by how they went', () => {
    const problems = [
      { path: 'a.b', message: 'is wrong' },
      { path: 'c', message: 'too' },
    ];
    assert.deepEqual(
      [
        answerOf({ kind: 'reloaded', changed: [] }),
        answerOf({ kind: 'refused', problems, isNameless: false }),
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

describe('the answer to a refused reload', () => {
  const alias = 'akuam';
  const contact = `arn:aws:ssm-contacts:us-east-2:111122223333:contact/${alias}`;
  const hash = 'metrics: { contactLabel: hash }';
  /** What is answered, and logged, when a text takes the place of another. */
  const refusalOf = async (others: string, text: string) => {
    const lines: string[] = [];
    const { reloads, loads } = await scene({ others, write: (line) => lines.push(line) });
    const reload = reloads.reload();
    await loads.end(await loadConfig({ file: { name: '/etc/exporter.yaml', text }, env: {}, flags: {} }));
    return { ...answerOf(await reload), isLogged: lines.join('').includes(alias) };
  };
  const withContact = (text: string) => `${target('second')}\n${text}`;
  const closing = 'metrics.contactLabel is hash, and reasons may name contacts: only the log has them\n';
  const rows: readonly (readonly [what: string, before: string, after: string, expected: string])[] = [
    ['of a bad value', hash, withContact(`teams: [{ name: a, contacts: ["${contact}!"] }]`), 'teams[0].contacts[0]'],
    [
      'that asks for hashes itself',
      '',
      withContact(`${hash}\nteams: [{ name: a, contacts: ["${contact}!"] }]`),
      'teams[0].contacts[0]',
    ],
    ['of an unknown key', hash, withContact(`poll: { ${alias}: 1 }`), 'poll.…'],
    ['of an unknown key of the file', hash, withContact(`"${contact}:1:1.poll": 1`), 'configuration'],
    ['of what is no YAML', hash, `poll: *${alias}`, 'configuration'],
    ['of what is no YAML and asks for hashes', '', `${hash}\npoll: *${alias}`, 'configuration'],
    [
      'of a contact twice',
      hash,
      withContact(`teams: [{ name: a, contacts: ["${contact}!", "${contact}!"] }]`),
      'teams[0].contacts[0]',
    ],
  ];
  for (const [what, before, after, expected] of rows) {
    it(`${what} names no contact where contacts are hashed; the log does`, async () => {
      const { status, text, isLogged } = await refusalOf(before, after);
      const [first] = text.split('\n');
      assert.deepEqual(
        { status, first, isNamed: text.includes(alias), isClosed: text.endsWith(closing), isLogged },
        { status: 500, first: `${expected}: see the log`, isNamed: false, isClosed: true, isLogged: true },
      );
    });
  }

  it('has the reasons where contacts are named', async () => {
    const { text } = await refusalOf('', withContact(`teams: [{ name: a, contacts: [${alias}] }]`));
    assert.match(text, /^teams\[0\]\.contacts\[0\]: must be a contact's ARN such as .*, is "akuam"\n$/);
  });
});
