import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilListening } from './exporter-process.js';
import { reloadable, reloaded } from './reloadable.js';
import { accountOf, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

const listen = ['--web.listen-address=127.0.0.1:0', '--web.enable-lifecycle'];

describe('a configuration file that hangs', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  const documentOf = async () => {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')]) });
    return configFor(simulator, bed.path('ledger'));
  };
  const tooLate = (file: string) => ({ status: 500, text: `${file}: can't be read within 10 s\n` });
  const ending = async (end: Promise<{ code: number | null; signal: string | null }>) => {
    const startedAt = Date.now();
    const { code, signal } = await end;
    return { code, signal, isQuick: Date.now() - startedAt < 6000 };
  };

  it('is a failed reload after a deadline, and the next one works', async () => {
    const file = await bed.write(await documentOf(), 'reloadable.yaml');
    const exporter = reloadable(await untilListening(bed.spawn([`--config.file=${file}`, ...listen])), file);
    await rename(file, `${file}.good`);
    execFileSync('mkfifo', [file]);
    const late = await exporter.reload();
    await rename(`${file}.good`, file);
    assert.deepEqual([late, await exporter.reload()], [tooLate(file), reloaded]);
  });

  it('does not keep the exporter from stopping while it is looked at', async () => {
    const file = await bed.write(await documentOf());
    const flags = ['--config.auto-reload', '--config.auto-reload-interval=100ms'];
    const exporter = await untilListening(bed.spawn([`--config.file=${file}`, ...listen, ...flags]));
    await rm(file);
    execFileSync('mkfifo', [file]);
    await sleep(500);
    assert.deepEqual(await ending(exporter.end()), { code: 0, signal: null, isQuick: true });
  });

  it('does not keep the exporter from stopping, nor hide, when it is that of the web configuration', async () => {
    const web = await bed.write('{}', 'web.yml');
    const file = await bed.write(await documentOf());
    const exporter = await untilListening(bed.spawn([`--config.file=${file}`, `--web.config.file=${web}`, ...listen]));
    await rm(web);
    execFileSync('mkfifo', [web]);
    await waitFor('the deadline', () => exporter.log().includes(`${web}: can't be read within 10 s`));
    // The next look reads it again.
    await sleep(2500);
    assert.deepEqual(await ending(exporter.end()), { code: 0, signal: null, isQuick: true });
  });

  it('on a disk that does not answer is a failed reload, and the exporter still ends, by a signal of its own', async () => {
    const file = await bed.write(await documentOf());
    const preload = new URL('hanging-disk.mjs', import.meta.url).href;
    const started = bed.spawn([`--config.file=${file}`, ...listen], { NODE_OPTIONS: `--import=${preload}` });
    const exporter = reloadable(await untilListening(started), file);
    assert.deepEqual(await exporter.reload(), reloaded);
    execFileSync('mkfifo', [`${file}.hangs`]);
    const late = await exporter.reload();
    // Others are served by the threads that are left.
    const scraped = await exporter.scrape();
    const { code, signal, isQuick } = await ending(exporter.end());
    assert.deepEqual(
      [late, scraped['ssm_contacts_exporter_config_last_reload_successful'], code, signal, isQuick],
      [tooLate(file), 0, null, 'SIGKILL', true],
    );
    assert.match(exporter.log(), /"msg":"stopped"/);
  });
});

describe('SIGHUP while the configuration is read for the first time', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  it('ends nothing, and is a reload when the exporter runs', async () => {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')]) });
    const text = JSON.stringify(configFor(simulator, bed.path('ledger')));
    const file = bed.path('pipe.yaml');
    execFileSync('mkfifo', [file]);
    const started = bed.spawn([`--config.file=${file}`, ...listen]);
    // Opening it for writing ends when the exporter has opened it for reading.
    const writer = await open(file, 'w');
    started.send('SIGHUP');
    started.send('SIGHUP');
    await sleep(300);
    await rm(file);
    await writeFile(file, text);
    await writer.writeFile(text);
    await writer.close();
    const exporter = await untilListening(started);
    await waitFor('the reload', () => exporter.log().includes('configuration reloaded'));
    assert.equal(exporter.log().split('configuration reloaded').length, 2);
    assert.equal((await exporter.end()).code, 0);
  });
});
