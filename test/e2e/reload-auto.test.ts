import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { labelsOf } from './expected-metrics.js';
import { untilListening } from './exporter-process.js';
import type { Exporter } from './exporter-process.js';
import { accountOf, person } from './scripted-account.js';
import { seriesOf } from './scrape.js';
import { configFor, targetFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const [akua, diego] = [person('akuam'), person('diegor')];
const variable = 'SSM_CONTACTS_EXPORTER_CONFIG_FILE';
const succeeded = 'ssm_contacts_exporter_config_last_reload_successful';

/** The logged reloads: keys that have changed, or how many reasons there were against it. */
function reloadsIn(exporter: Exporter): (readonly string[] | number)[] {
  const lines = exporter
    .log()
    .split('\n')
    .filter((line) => /configuration reloaded|could not be reloaded/.test(line));
  return lines.map((line) => {
    const { changed, problems = [] } = JSON.parse(line) as { changed?: string[]; problems?: string[] };
    return changed ?? problems.length;
  });
}

describe('--config.auto-reload', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const intervalMs = 150;

  async function scene() {
    const simulator = await bed.simulate({ world: accountOf([akua, diego]) });
    const documentWith = (contacts: readonly { readonly arn: string }[]) =>
      JSON.stringify({
        ...configFor(simulator, bed.path('ledger')),
        targets: [{ ...targetFor(simulator), contacts: contacts.map(({ arn }) => arn) }],
      });
    const flags = [
      '--web.listen-address=127.0.0.1:0',
      '--config.auto-reload',
      `--config.auto-reload-interval=${intervalMs}ms`,
    ];
    const start = (file: string, named: { by: 'flag' | 'variable' } = { by: 'flag' }) =>
      untilListening(
        named.by === 'flag' ? bed.spawn([`--config.file=${file}`, ...flags]) : bed.spawn(flags, { [variable]: file }),
      );
    return { documentWith, start };
  }
  const isShown = async (exporter: Exporter, contact: { readonly arn: string; readonly alias: string }) =>
    seriesOf('ssm_contacts_up', labelsOf(contact)) in (await exporter.scrape());

  it('takes over what is swapped in behind a link, as the files of a ConfigMap are', async () => {
    const { documentWith, start } = await scene();
    const volume = bed.path('volume');
    /** As the kubelet does it: a new directory, and a link to it that is put in the place of the one before. */
    const swapIn = async (version: string, text: string) => {
      await mkdir(join(volume, version), { recursive: true });
      await writeFile(join(volume, version, 'config.yaml'), text);
      await symlink(version, join(volume, '..data_tmp'));
      await rename(join(volume, '..data_tmp'), join(volume, '..data'));
    };
    await swapIn('..1', documentWith([akua]));
    const file = join(volume, 'config.yaml');
    await symlink(join('..data', 'config.yaml'), file);
    const exporter = await start(file);
    assert.equal(await isShown(exporter, diego), false);

    await swapIn('..2', documentWith([akua, diego]));
    await rm(join(volume, '..1'), { recursive: true });
    await waitFor('the new contact', () => isShown(exporter, diego));
    // Other files, the same content.
    await swapIn('..3', documentWith([akua, diego]));
    await sleep(6 * intervalMs);
    assert.deepEqual(reloadsIn(exporter), [['targets']]);
  });

  it('tells of a bad file once, goes on with what was in force, and takes the next good one', async () => {
    const { documentWith, start } = await scene();
    const file = await bed.write(documentWith([akua]));
    const exporter = await start(file);
    const state = async () => (await exporter.scrape())[succeeded];

    await writeFile(file, 'poll: { interval: soon }\n');
    await waitFor('the failure', async () => (await state()) === 0);
    await sleep(6 * intervalMs);
    const bad = { reloads: reloadsIn(exporter), isShown: await isShown(exporter, akua) };

    await writeFile(file, documentWith([akua]));
    await waitFor('the success', async () => (await state()) === 1);
    assert.deepEqual([bad, reloadsIn(exporter)], [{ reloads: [1], isShown: true }, [1, []]]);
  });

  it('watches the file that a variable names, too, and is refused where there is none', async () => {
    const { documentWith, start } = await scene();
    const file = await bed.write(documentWith([akua]));
    const exporter = await start(file, { by: 'variable' });
    await writeFile(file, documentWith([akua, diego]));
    await waitFor('the new contact', () => isShown(exporter, diego));
    const env = { [variable]: file };
    const endings = await Promise.all([
      bed.run(['--config.auto-reload']),
      bed.run(['check-config', '--config.auto-reload'], { [variable]: '' }),
      bed.run(['check-config', '--config.auto-reload'], env),
    ]);
    const refusal = `--config.auto-reload needs a --config.file, or ${variable}\n`;
    assert.deepEqual(
      endings.map(({ code, stderr }) => [code, stderr]),
      [
        [2, refusal],
        [2, refusal],
        [0, ''],
      ],
    );
  });

  it('takes what an editor renames into its place', async () => {
    const { documentWith, start } = await scene();
    const file = await bed.write(documentWith([akua]));
    const exporter = await start(file);
    await rename(file, `${file}~`);
    await writeFile(`${file}.new`, documentWith([akua, diego]));
    await rename(`${file}.new`, file);
    await waitFor('the new contact', () => isShown(exporter, diego));
    await sleep(6 * intervalMs);
    assert.deepEqual(reloadsIn(exporter), [['targets']]);
  });

  it('leaves alone what was reloaded by a signal meanwhile', async () => {
    const { documentWith, start } = await scene();
    const file = await bed.write(documentWith([akua]));
    const exporter = await start(file);
    await writeFile(file, documentWith([akua, diego]));
    exporter.send('SIGHUP');
    await waitFor('the new contact', () => isShown(exporter, diego));
    await sleep(6 * intervalMs);
    assert.deepEqual(reloadsIn(exporter), [['targets']]);
  });
});
