import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigFile } from '../../src/config/config-file.js';

describe('a configuration file', () => {
  let directory = '';
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'config-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const intervalIn = async (file: ConfigFile) => {
    const loaded = await file.load();
    return 'config' in loaded ? loaded.config.poll.intervalMs : loaded.problems;
  };

  it('is read anew each time, below the variables and the flags', async () => {
    const path = join(directory, 'c.yaml');
    const env = { SSM_CONTACTS_EXPORTER_POLL_CONCURRENCY: '7' };
    const file = new ConfigFile({ file: path, env, flags: { 'log.level': 'warn' } });
    await writeFile(path, 'poll: { interval: 1s, concurrency: 2 }');
    const first = await file.load();
    await writeFile(path, '{ poll: { interval: 2s }, log: { level: debug } }');
    const second = await file.load();
    assert.deepEqual(
      [first, second].map((loaded) =>
        'config' in loaded
          ? [loaded.config.poll.intervalMs, loaded.config.poll.concurrency, loaded.config.log.level]
          : loaded.problems,
      ),
      [
        [1000, 7, 'warn'],
        [2000, 7, 'warn'],
      ],
    );
  });

  it('has a fingerprint of what is in it, behind whatever link, and of why it can not be read', async () => {
    const path = join(directory, 'c.yaml');
    const file = new ConfigFile({ file: path, env: {}, flags: {} });
    await Promise.all(['one', 'two'].map((name) => writeFile(join(directory, name), `log: { level: warn } # ${name}`)));
    await writeFile(join(directory, 'one again'), 'log: { level: warn } # one');
    const prints: (string | undefined)[] = [];
    for (const name of ['one', 'two', 'missing', 'one again']) {
      await rm(path, { force: true });
      await symlink(name, path);
      prints.push(await file.fingerprint());
    }
    const [one, two, missing, again] = prints;
    assert.equal(one, again);
    assert.equal(new Set([one, two, missing]).size, 3);
    assert.match(missing ?? '', /ENOENT/);
  });

  it('remembers what was loaded last, good or bad', async () => {
    const path = join(directory, 'c.yaml');
    const file = new ConfigFile({ file: path, env: {}, flags: {} });
    const seen: boolean[] = [];
    for (const text of ['poll: { interval: 1s }', 'poll: { interval: never }', undefined]) {
      if (text === undefined) await rm(path);
      else await writeFile(path, text);
      seen.push(file.loaded === (await file.fingerprint()));
      await file.load();
      seen.push(file.loaded === (await file.fingerprint()));
    }
    assert.deepEqual(seen, [false, true, false, true, false, true]);
  });

  it('may be missing from the beginning', async () => {
    const file = new ConfigFile({ file: undefined, env: { SSM_CONTACTS_EXPORTER_POLL_INTERVAL: '5s' }, flags: {} });
    assert.deepEqual([await intervalIn(file), await file.fingerprint(), file.loaded], [5000, undefined, undefined]);
  });
});
