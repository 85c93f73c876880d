import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoggerOptions } from '../src/logger.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Output {
  readonly out: string;
  readonly lines: readonly string[];
}

/** Runs a script with a `logger` in a process of its own, because a logger writes to standard error itself. */
function start(options: LoggerOptions, script: string) {
  const source = `import { createLogger } from './src/logger.ts';
    const logger = createLogger(${JSON.stringify(options)});
    ${script}`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', source], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

async function run(options: LoggerOptions, script: string): Promise<Output> {
  const child = start(options, script);
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exitCodeOf(child)]);
  assert.equal(code, 0, errors);
  assert.ok(errors.endsWith('\n'));
  return { out, lines: errors.slice(0, -1).split('\n') };
}

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;
const script = `logger.info({ target: 'a b', contacts: 2 }, 'two\\nlines');
  logger.error('the end');
  process.exit();`;

describe('the logger', () => {
  const plain: [format: LoggerOptions['format'], lines: string[]][] = [
    [
      'json',
      [
        '{"level":"info","time":"TIME","target":"a b","contacts":2,"msg":"two\\nlines"}',
        '{"level":"error","time":"TIME","msg":"the end"}',
      ],
    ],
    [
      'logfmt',
      ['level=info time=TIME target="a b" contacts=2 msg="two\\nlines"', 'level=error time=TIME msg="the end"'],
    ],
  ];
  for (const [format, lines] of plain) {
    it(`writes one line an event to standard error, even when the process ends at once, as ${format}`, async () => {
      const output = await run({ level: 'info', format }, script);
      assert.deepEqual(
        { ...output, lines: output.lines.map((line) => line.replace(time, 'TIME')) },
        { out: '', lines },
      );
    });
  }

  it('writes for people as pretty', async () => {
    const { out, lines } = await run(
      { level: 'info', format: 'pretty' },
      `logger.warn({ a: 1 }, 'careful'); process.exit();`,
    );
    assert.deepEqual(
      [out, lines.map((line) => line.replace(/\d\d:\d\d:\d\d\.\d{3}/, 'TIME'))],
      ['', ['[TIME] WARN: careful {"a":1}']],
    );
  });

  it('leaves out what is less severe than its level', async () => {
    const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
    const { lines } = await run(
      { level: 'warn', format: 'logfmt' },
      levels.map((level) => `logger.${level}('${level}');`).join('\n'),
    );
    assert.deepEqual(
      lines.map((line) => line.replace(time, 'TIME')),
      ['fatal', 'error', 'warn'].map((level) => `level=${level} time=TIME msg=${level}`),
    );
  });

  it('quotes a logfmt value unless it is a plain word', async () => {
    const values: [value: unknown, written: string][] = [
      ['word', 'word'],
      ['arn:aws:x/y', 'arn:aws:x/y'],
      ['two words', '"two words"'],
      ['', '""'],
      ['a=b', '"a=b"'],
      ['say "x"', String.raw`"say \"x\""`],
      [String.raw`back\slash`, String.raw`back\slash`],
      ['tab\there', String.raw`"tab\there"`],
      ['no\u00a0break', '"no\u00a0break"'],
      ['🚒', '🚒'],
      [12.5, '12.5'],
      [true, 'true'],
      [null, 'null'],
      [['a', 'b'], String.raw`"[\"a\",\"b\"]"`],
      [{ a: 1 }, String.raw`"{\"a\":1}"`],
    ];
    const { lines } = await run(
      { level: 'info', format: 'logfmt' },
      `for (const value of ${JSON.stringify(values.map(([value]) => value))}) logger.info({ value });`,
    );
    assert.deepEqual(
      lines.map((line) => line.replace(/^level=info time=\S+ value=/, '')),
      values.map(([, written]) => written),
    );
  });

  for (const format of ['json', 'logfmt', 'pretty'] as const) {
    it(`loses nothing to a slow reader, as ${format}`, async () => {
      const child = start(
        { level: 'info', format },
        // Naming process.stderr makes it non-blocking, as Express does; the lines are more than a pipe holds.
        `process.stderr;
        process.stdout.write('begins');
        for (let line = 0; line < 2000; line++) logger.info('x'.repeat(200));
        process.exit();`,
      );
      const exited = exitCodeOf(child);
      await once(child.stdout, 'data');
      await sleep(300);
      const [errors, code] = await Promise.all([text(child.stderr), exited]);
      assert.deepEqual([code, errors.match(/x{200}\W/g)?.length], [0, 2000]);
    });
  }
});
