import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { accountOf, livePage, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

describe('ledger-inspect', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const akua = person('akuam');

  /** A configuration whose ledger has counted one page, and the flag that names it. */
  async function counted() {
    const simulator = await bed.simulate({ world: accountOf([akua], [livePage(akua, 'p')]) });
    const ledger = bed.path('ledger');
    const config = configFor(simulator, ledger, { ledger: { path: ledger, history: 'count' } });
    const flag = `--config.file=${await bed.write(config)}`;
    assert.equal((await bed.run(['once', flag])).code, 0);
    return { config, ledger, flag };
  }

  const inspect = (...args: readonly string[]) => bed.run(['ledger-inspect', ...args]);

  it('prints what a ledger holds', async () => {
    const { ledger, flag } = await counted();
    const { code, stdout, stderr } = await inspect(flag);
    const lines = stdout
      .replace(/^(Created|Last commit) .*/gm, '$1 …')
      .trimEnd()
      .split('\n');
    assert.deepEqual(
      { code, stderr, lines },
      {
        code: 0,
        stderr: '',
        lines: [
          `Ledger       ${ledger}`,
          'Schema       3',
          'Created …',
          'Last commit …',
          'Contacts     1',
          'Pages        1, 1 of them open',
          'Engagements  1',
          'Forgotten    nothing yet',
          '',
          'contact       account     region  sent  re-sent  delivered  acknowledged  unanswered  open  engagements  acknowledged  mean answer',
          'akuam    111122223333  us-east-2     1        0          0             0           0     1            1             0            -',
        ],
      },
    );
  });

  it('writes it out, to a file and to standard output, and reads it in elsewhere', async () => {
    const { flag } = await counted();
    const [file, copy] = [bed.path('history.jsonl'), bed.path('copy')];
    const toFile = await inspect(flag, `--ledger.export=${file}`);
    const toStdout = await inspect(flag, '--ledger.export=-');
    const read = await inspect(flag, `--ledger.path=${copy}`, `--ledger.import=${file}`);
    const again = await inspect(`--ledger.path=${copy}`, '--ledger.export=-');
    const written = await readFile(file, 'utf8');
    assert.deepEqual(
      [toFile, toStdout, read.code, again],
      [
        { code: 0, signal: null, stdout: `Exported to ${file}. Contacts: 1, pages: 1, engagements: 1.\n`, stderr: '' },
        { code: 0, signal: null, stdout: written, stderr: '' },
        0,
        { code: 0, signal: null, stdout: written, stderr: '' },
      ],
    );
  });

  it('replaces no file', async () => {
    const { flag } = await counted();
    const file = bed.path('history.jsonl');
    await writeFile(file, 'a history');
    const { code, stderr } = await inspect(flag, `--ledger.export=${file}`);
    assert.deepEqual([code, await readFile(file, 'utf8')], [1, 'a history']);
    assert.match(stderr, /EEXIST/);
  });

  it('reads nothing over a ledger, and leaves it as it was', async () => {
    const { ledger, flag } = await counted();
    const file = bed.path('history.jsonl');
    await inspect(flag, `--ledger.export=${file}`);
    const { code, stderr } = await inspect(flag, `--ledger.import=${file}`);
    assert.deepEqual([code, (await inspect(flag)).code], [1, 0]);
    assert.ok(stderr.includes(`${ledger} is not empty`), stderr);
  });

  it('says that a running exporter has it', async () => {
    const { config, flag } = await counted();
    await bed.start(config);
    const { code, stdout, stderr } = await inspect(flag);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /is in use by another process; stop that one/);
  });

  it('makes no ledger where there is none', async () => {
    const path = bed.path('nowhere');
    const ending = await inspect(`--ledger.path=${path}`);
    assert.deepEqual(
      [ending, (await readdir(bed.path('.'))).includes('nowhere')],
      [{ code: 1, signal: null, stdout: '', stderr: `there is no ledger in ${path}\n` }, false],
    );
  });

  it('says that there is nothing to read in', async () => {
    const { code, stderr } = await inspect(`--ledger.path=${bed.path('new')}`, '--ledger.import=missing.jsonl');
    assert.equal(code, 1);
    assert.match(stderr, /^ENOENT: no such file or directory, open 'missing\.jsonl'\n$/);
  });

  it('is used in a wrong way without a path, or to write and read at once', async () => {
    const endings = [await inspect('--ledger.path='), await inspect('--ledger.export=a', '--ledger.import=b')];
    assert.deepEqual(
      endings.map(({ code, stdout }) => ({ code, stdout })),
      Array(2).fill({ code: 2, stdout: '' }),
    );
  });
});
