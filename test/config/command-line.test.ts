import assert from 'node:assert/strict';
import { parseCommandLine, type CommandLine } from '../../src/config/command-line.js';

const plain: CommandLine = {
  command: 'serve',
  configFile: undefined,
  flags: {},
  simulator: {
    listen: { host: '127.0.0.1', port: 0 },
    seed: 24,
    people: 8,
    region: 'us-east-2',
    accountId: '111122223333',
  },
  inspection: { exportTo: '', importFrom: '' },
  reload: { autoReloadMs: undefined },
  help: false,
  version: false,
};

describe('parseCommandLine', () => {
  const rows: [args: string, expected: Partial<CommandLine>][] = [
    ['', {}],
    ['serve', {}],
    ['--config.file=a.yaml', { configFile: 'a.yaml' }],
    ['check-config --config.file a.yaml', { command: 'check-config', configFile: 'a.yaml' }],
    ['--poll.interval=1s once', { command: 'once', flags: { 'poll.interval': '1s' } }],
    ['--config.auto-reload', { reload: { autoReloadMs: 30_000 } }],
    ['--config.file=a --config.auto-reload', { configFile: 'a', reload: { autoReloadMs: 30_000 } }],
    [
      '--config.file=a --config.auto-reload=true --config.auto-reload-interval=5s',
      { configFile: 'a', reload: { autoReloadMs: 5000 } },
    ],
    ['--config.file=a --config.auto-reload-interval=5s', { configFile: 'a' }],
    ['--web.listen-address :0', { flags: { 'web.listenAddress': ':0' } }],
    ['--web.listen-address=:1 --web.listen-address=unix:/a', { flags: { 'web.listenAddress': ':1,unix:/a' } }],
    ['--web.config.file=x', { flags: { 'web.configFile': 'x' } }],
    ['--ledger.path=', { flags: { 'ledger.path': '' } }],
    ['--ledger.path=007', { flags: { 'ledger.path': '007' } }],
    ['--log.level=info --log.level=warn', { flags: { 'log.level': 'warn' } }],
    ['--web.enable-lifecycle', { flags: { 'web.enableLifecycle': 'true' } }],
    ['--web.enable-lifecycle=true', { flags: { 'web.enableLifecycle': 'true' } }],
    ['--web.enable-lifecycle=false', { flags: { 'web.enableLifecycle': 'false' } }],
    ['--no-web.enable-lifecycle', { flags: { 'web.enableLifecycle': 'false' } }],
    ['--help', { help: true }],
    ['-h', { help: true }],
    ['demo --help', { command: 'demo', help: true }],
    ['--version', { version: true }],
    ['simulate --simulator.seed=7', { command: 'simulate', simulator: { ...plain.simulator, seed: 7 } }],
    [
      'demo --simulator.listen-address=[::1]:8080 --simulator.people=2 --log.level=info',
      {
        command: 'demo',
        flags: { 'log.level': 'info' },
        simulator: { ...plain.simulator, people: 2, listen: { host: '::1', port: 8080 } },
      },
    ],
    ['ledger-inspect --ledger.path=x', { command: 'ledger-inspect', flags: { 'ledger.path': 'x' } }],
    ['ledger-inspect --ledger.export=-', { command: 'ledger-inspect', inspection: { exportTo: '-', importFrom: '' } }],
    [
      'ledger-inspect --config.file=a.yaml --ledger.import=b.jsonl',
      { command: 'ledger-inspect', configFile: 'a.yaml', inspection: { exportTo: '', importFrom: 'b.jsonl' } },
    ],
  ];
  for (const [args, expected] of rows) {
    it(`reads ${args || 'nothing'}`, () =>
      assert.deepEqual(parseCommandLine(args === '' ? [] : args.split(' ')), { ...plain, ...expected }));
  }

  const wrong: [args: string, usageProblem: string][] = [
    ['swerve', 'unknown command "swerve"'],
    ['toString', 'unknown command "toString"'],
    ['once twice', 'unexpected argument "twice"'],
    ['--nope', "Unknown option '--nope'"],
    ['--pollinterval=1s', "Unknown option '--pollinterval'"],
    ['-x', "Unknown option '-x'"],
    ['--poll.interval', "Option '--poll.interval <value>' argument missing"],
    ['--ledger.path --help', "Option '--ledger.path' argument is ambiguous"],
    ['--no-poll.interval', "Unknown option '--no-poll.interval'"],
    ['--web.enable-lifecycle=maybe', "Option '--web.enable-lifecycle' does not take an argument"],
    ['simulate --log.level=warn', '--log.level is not a flag of simulate'],
    ['simulate --config.file=a', '--config.file is not a flag of simulate'],
    ['--simulator.seed=1', '--simulator.seed is not a flag of serve'],
    ['--ledger.export=a', '--ledger.export is not a flag of serve'],
    ['demo --config.file=a --config.auto-reload', '--config.auto-reload is not a flag of demo'],
    [
      '--config.file=a --config.auto-reload-interval=1ms',
      'config.autoReloadInterval: must be a duration such as 30s or 1h30m from 100ms to 1d, is "1ms" (from --config.auto-reload-interval)',
    ],
    ['ledger-inspect --simulator.seed=1', '--simulator.seed is not a flag of ledger-inspect'],
    ['ledger-inspect --ledger.export=a --ledger.import=b', '--ledger.export and --ledger.import exclude each other'],
    [
      'simulate --simulator.seed=x',
      'simulator.seed: must be a whole number of at least 0, is "x" (from --simulator.seed)',
    ],
    [
      'demo --simulator.account=1',
      'simulator.account: must be an account id of 12 digits, is "1" (from --simulator.account)',
    ],
  ];
  for (const [args, usageProblem] of wrong) {
    it(`refuses ${args}`, () => assert.deepEqual(parseCommandLine(args.split(' ')), { usageProblem }));
  }
});
