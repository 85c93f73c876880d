import assert from 'node:assert/strict';
import { copyFile, readFile, rename, rm, symlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { problemLine } from '../../../src/config/problem.js';
import { watchWebFile } from '../../../src/config/web-file/watch.js';
import type { WatchedWebFile, WatchOptions } from '../../../src/config/web-file/watch.js';
import type { ReadFile } from '../../../src/config/file-reader.js';
import { Certificates, localNames } from '../../web/certificates.js';
import type { Certificate } from '../../web/certificates.js';
import { waitFor } from '../../e2e/wait.js';

const checkMs = 25;
const hash = `$2y$10$${'a'.repeat(53)}`;
const headersOf = (value: string) => `http_server_config: { headers: { X-XSS-Protection: ${value} } }`;

describe('a watched web configuration file', () => {
  let made: Certificates;
  let watched: WatchedWebFile;
  const heard: string[] = [];

  beforeEach(async () => {
    made = await Certificates.create();
    heard.splice(0);
  });

  afterEach(async () => {
    watched.close();
    await made.remove();
  });

  async function watch(text: string, more: Partial<WatchOptions> = {}): Promise<void> {
    const file = await made.write('web.yml', text);
    watched = await watchWebFile(file, {
      checkMs,
      changed: ({ headers, users, tls }) => {
        const parts = [headers['X-XSS-Protection'], ...users.keys(), tls?.context.cert.length];
        heard.push(['changed', ...parts.filter((part) => part !== undefined)].join(' '));
      },
      refused: (problems) =>
        heard.push(...problems.map((problem) => problemLine(problem).replaceAll(`${made.folder}/`, ''))),
      ...more,
    });
  }

  /** Reads files, and has `meanwhile` done once it has read one of this name for the `nth` time. */
  function readAnd(name: string, nth: number, meanwhile: () => Promise<unknown>): ReadFile {
    let times = 0;
    return async (path) => {
      const text = await readFile(path, 'utf8');
      if (path === made.path(name)) times += 1;
      if (path === made.path(name) && times === nth) await meanwhile();
      return text;
    };
  }

  const heardAll = (count: number) => waitFor('what is heard', () => heard.length >= count);

  it('is read again when it changes, and only then', async () => {
    await watch(headersOf('a'));
    await sleep(10 * checkMs);
    const before = [...heard];
    await made.write('web.yml', headersOf('b'));
    await heardAll(1);
    await made.write('web.new', headersOf('c'));
    await rename(made.path('web.new'), made.path('web.yml'));
    await heardAll(2);
    await sleep(10 * checkMs);
    assert.deepEqual([before, heard], [[], ['changed b', 'changed c']]);
  });

  it('is told once when it is wrong or gone, and taken when it is right again', async () => {
    await watch(headersOf('a'));
    await made.write('web.yml', 'rate_limit: { burst: x }');
    await heardAll(1);
    await rm(made.path('web.yml'));
    await heardAll(2);
    await sleep(10 * checkMs);
    await made.write('web.yml', headersOf('b'));
    await heardAll(3);
    assert.deepEqual(heard, [
      'web.yml:rate_limit.burst: must be a whole number of at least 0, is "x"',
      `web.yml: ENOENT: no such file or directory, open 'web.yml'`,
      'changed b',
    ]);
  });

  it('is followed where a link leads to another directory, as Kubernetes changes secrets', async () => {
    await made.write('first', headersOf('a'));
    await made.write('second', headersOf('b'));
    await watch('');
    await rm(made.path('web.yml'));
    await symlink('first', made.path('web.yml'));
    await heardAll(1);
    await symlink('second', made.path('web.next'));
    await rename(made.path('web.next'), made.path('web.yml'));
    await heardAll(2);
    assert.deepEqual(heard.slice(-1), ['changed b']);
  });

  it('is read again when a certificate changes, once it goes with its key', async () => {
    const [first, second] = [await made.make('first'), await made.make('second', { names: localNames })];
    await copyFile(first.cert, made.path('tls.crt'));
    await copyFile(first.key, made.path('tls.key'));
    await watch('tls_server_config: { cert_file: tls.crt, key_file: tls.key }');
    await copyFile(second.cert, made.path('tls.crt'));
    await heardAll(1);
    await copyFile(second.key, made.path('tls.key'));
    await heardAll(2);
    assert.deepEqual(
      heard.map((line) => line.replace(/\d+$/, 'LENGTH')),
      ['web.yml:tls_server_config.key_file: is not the key of the certificate in cert_file', 'changed LENGTH'],
    );
  });

  it('is read again when what it could not read comes', async () => {
    await watch(headersOf('a'));
    const { cert, key } = await made.make('late');
    await rename(key, made.path('later'));
    await made.write('web.yml', `tls_server_config: { cert_file: ${cert}, key_file: late.key }`);
    await heardAll(1);
    await rename(made.path('later'), key);
    await heardAll(2);
    assert.deepEqual(heard, [
      `web.yml:tls_server_config.key_file: ENOENT: no such file or directory, open 'late.key'`,
      'web.yml:tls_server_config: TLS can be switched on or off by a restart alone',
    ]);
  });

  it('opens no door by itself', async () => {
    const { cert, key } = await made.make('server');
    const tls = `tls_server_config: { cert_file: ${cert}, key_file: ${key} }`;
    await watch(`${tls}\nbasic_auth_users: { ann: ${hash} }`);
    await made.write('web.yml', '');
    await heardAll(2);
    await made.write('web.yml', tls);
    await heardAll(3);
    await made.write('web.yml', `${tls}\nbasic_auth_users: { bob: ${hash} }`);
    await heardAll(4);
    assert.deepEqual(
      heard.map((line) => line.replace(/ \d+$/, '')),
      [
        'web.yml:tls_server_config: TLS can be switched on or off by a restart alone',
        'web.yml:basic_auth_users: the last user can be removed by a restart alone',
        'web.yml:basic_auth_users: the last user can be removed by a restart alone',
        'changed bob',
      ],
    );
  });

  it('is read again when it has changed while it was read', async () => {
    const read = readAnd('web.yml', 2, () => made.write('web.yml', headersOf('c')));
    await watch(headersOf('a'), { read });
    await made.write('web.yml', headersOf('b'));
    await heardAll(1);
    await sleep(10 * checkMs);
    assert.deepEqual(heard, ['changed c']);
  });

  it('is read again when it has changed while it was read for the first time', async () => {
    const read = readAnd('web.yml', 1, () => made.write('web.yml', headersOf('b')));
    await watch(headersOf('a'), { read });
    await heardAll(1);
    assert.deepEqual([watched.webFile.headers, heard], [{ 'X-XSS-Protection': 'a' }, ['changed b']]);
  });

  it('is read again when a certificate that it did not name before has changed meanwhile', async () => {
    const [first, second] = [await made.make('first'), await made.make('second')];
    const copy = async (from: Certificate) => {
      await copyFile(from.cert, made.path('tls.crt'));
      await copyFile(from.key, made.path('tls.key'));
    };
    await copy(first);
    await watch(`tls_server_config: { cert_file: ${first.cert}, key_file: ${first.key} }`, {
      read: readAnd('tls.crt', 1, () => copy(second)),
    });
    await made.write('web.yml', 'tls_server_config: { cert_file: tls.crt, key_file: tls.key }');
    await heardAll(1);
    assert.deepEqual(heard, [`changed ${(await readFile(second.cert, 'utf8')).length}`]);
  });

  it('is told of when it can not be put in force, and the next change is taken', async () => {
    await watch(headersOf('a'), {
      changed: ({ headers }) => {
        if (headers['X-XSS-Protection'] === 'b') throw new Error('no room');
        heard.push('changed');
      },
    });
    await made.write('web.yml', headersOf('b'));
    await heardAll(1);
    await made.write('web.yml', headersOf('c'));
    await heardAll(2);
    assert.deepEqual(heard, [`web.yml: can't be put in force: no room`, 'changed']);
  });

  it('is refused when it is wrong to begin with', async () => {
    await watch('');
    const file = await made.write('wrong.yml', 'junk');
    await assert.rejects(watchWebFile(file, { changed: () => undefined, refused: () => undefined }), {
      message: `${file}: must be a mapping of keys, is text`,
    });
  });
});
