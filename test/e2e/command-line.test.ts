import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accountOf, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const good = { targets: [{ name: 'production', region: 'us-east-2', contacts: [person('akuam').arn] }] };
const bad = {
  poll: { interval: 'soon', unreadWindow: '24h' },
  ledger: { retention: '1h' },
  nonsense: true,
  targets: [{ name: 'production', region: 'us-east-2', contacts: ['akuam', person('diegor').arn.replace('2', '1')] }],
  teams: [
    { name: 'payments', contacts: [person('akuam').arn, 'diegor'] },
    { name: 'payments', contacts: [person('akuam').arn] },
  ],
};
const badPaths = [
  ...['ledger.retention', 'nonsense', 'poll.interval', 'targets[0].contacts[0]', 'targets[0].contacts[1]'],
  ...['teams[0].contacts[1]', 'teams[1].contacts[0]', 'teams[1].name'],
];

const pathsOf = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(0, line.indexOf(': ')))
    .sort();

describe('the command line', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('check-config says that a good configuration is good', async () => {
    const ending = await bed.run(['check-config', `--config.file=${await bed.write(good)}`]);
    const stdout = 'The configuration is good. Targets: 1, contacts named: 1.\n';
    assert.deepEqual(ending, { code: 0, signal: null, stdout, stderr: '' });
  });

  it('check-config takes it for a problem that there is nothing to poll', async () => {
    const ending = await bed.run(['check-config']);
    assert.deepEqual(ending, { code: 1, signal: null, stdout: '', stderr: 'targets: none is configured\n' });
  });

  const commands = [
    { command: 'check-config', code: 1 },
    { command: 'serve', code: 2 },
    { command: 'once', code: 2 },
  ];
  for (const { command, code } of commands) {
    it(`${command} of a bad configuration ends with ${code} and a line for each problem, with its path`, async () => {
      const ending = await bed.run([command, `--config.file=${await bed.write(bad)}`]);
      assert.deepEqual(
        { code: ending.code, stdout: ending.stdout, paths: pathsOf(ending.stderr) },
        { code, stdout: '', paths: badPaths },
      );
    });
  }

  const refusals = [
    { name: 'without targets', args: [], says: /^No targets are configured.*--config\.file=FILE.*npm run demo/s },
    { name: 'with a file that is not there', args: ['--config.file=missing.yaml'], says: /missing\.yaml.*ENOENT/ },
    { name: 'with an unknown flag', args: ['--poll.intervall=1s'], says: /--poll\.intervall.*Try --help/s },
    { name: 'with an unknown command', args: ['surf'], says: /unknown command "surf"\nTry --help/ },
    { name: 'with a value that is none', args: ['--poll.interval=soon'], says: /^poll\.interval: .*"soon"/ },
  ];
  for (const { name, args, says } of refusals) {
    it(`${name} nothing is served: it ends with 2 and says why`, async () => {
      const { code, stdout, stderr } = await bed.run(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
    });
  }

  it('a file that is no YAML is refused with the place', async () => {
    const { code, stderr } = await bed.run([`--config.file=${await bed.write('poll: [', 'broken.yaml')}`]);
    assert.equal(code, 2);
    assert.match(stderr, /broken\.yaml:\d+:\d+: /);
  });

  it('--version and --help answer on standard output', async () => {
    const [versionEnding, helpEnding] = await Promise.all([bed.run(['--version']), bed.run(['--help'])]);
    assert.deepEqual(
      [versionEnding, helpEnding].map(({ code, stderr }) => ({ code, stderr })),
      [
        { code: 0, stderr: '' },
        { code: 0, stderr: '' },
      ],
    );
    assert.ok(versionEnding.stdout.startsWith(`ssm-contacts-exporter, version ${version} (revision `));
    assert.match(helpEnding.stdout, /--config\.file[^]*--web\.listen-address[^]*--poll\.interval/);
  });

  it('a flag goes before the environment, and the environment before the file', async () => {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')]) });
    const file = await bed.write(configFor(simulator, '', { metrics: { contactLabel: 'alias' } }));
    const env = { SSM_CONTACTS_EXPORTER_METRICS_CONTACT_LABEL: 'arn', SSM_CONTACTS_EXPORTER_POLL_INTERVAL: 'soon' };
    const { code, stdout } = await bed.run(['once', `--config.file=${file}`, '--poll.interval=1s'], env);
    assert.deepEqual([code, stdout.includes(`ssm_contacts_up{contact="${person('akuam').arn}"`)], [0, true]);
  });
});
