import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWebFile } from '../../src/config/web-file/load.js';
import { Certificates, localNames, textsOf } from '../web/certificates.js';
import { needProgram, run } from './program.js';

const cases = fileURLToPath(new URL('web-config/', import.meta.url));

/** Of which the file's name tells what is right; `promtool` is what Debian's, of 2.42, makes of it. */
type Difference = readonly [file: string, why: string];

/** Keys that the format has got since, by the file that has them. */
const newerKeys: readonly Difference[] = [
  ['tls-inline.good.yml', 'cert and key in the text'],
  ['client-ca-inline.good.yml', 'client_ca in the text'],
  ['client-allowed-sans.good.yml', 'client_allowed_sans'],
  ['rate-limit.good.yml', 'rate_limit'],
  ['rate-limit-nothing.good.yml', 'rate_limit'],
];

/** What is refused here and taken there, since it would leave something open that looks closed, or would never work. */
const stricter: readonly Difference[] = [
  ['tls-without-certificate.bad.yml', 'settings of TLS, but HTTP is served'],
  ['client-ca-junk.bad.yml', 'no certificate in the file of the authority'],
  ['versions-crossed.bad.yml', 'min_version is above max_version'],
  ['users-hash-cut.bad.yml', 'a hash that no password fits'],
  ['users-colon.bad.yml', 'a user whom nobody can be'],
  ['documents-two.bad.yml', 'the second document would be passed over'],
];

/** What is taken here and refused there. */
const laxer: readonly Difference[] = [['http2-quoted.good.yml', 'a boolean in quotes']];

describe('web configuration files, compared with promtool check web-config', function () {
  this.timeout(120_000);
  let folder = '';
  let files: string[] = [];

  before(async () => {
    needProgram('promtool', ['--version'], 'prometheus');
    folder = await mkdtemp(join(tmpdir(), 'web-config-'));
    await cp(cases, folder, { recursive: true });
    const made = await Certificates.create();
    const server = await made.make('server', { names: localNames });
    await cp(server.cert, join(folder, 'server.crt'));
    await cp(server.key, join(folder, 'server.key'));
    const { cert, key } = await textsOf(server);
    // JSON is YAML, and no key is kept in the repository.
    const write = (name: string, tls: object) =>
      writeFile(join(folder, name), JSON.stringify({ tls_server_config: tls }));
    await write('tls-inline.good.yml', { cert, key });
    await write('client-ca-inline.good.yml', {
      cert,
      key,
      client_ca: cert,
      client_auth_type: 'VerifyClientCertIfGiven',
    });
    await cp((await made.authority('ca')).cert, join(folder, 'ca.crt'));
    await cp((await made.make('other')).key, join(folder, 'other.key'));
    await made.remove();
    files = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort();
  });

  after(() => rm(folder, { recursive: true }));

  it('are taken here if they are called good, and refused if they are called bad', async () => {
    const verdicts = await Promise.all(
      files.map(async (file) => ('webFile' in (await loadWebFile(join(folder, file))) ? 'good' : 'bad')),
    );
    assert.deepEqual(
      files.map((file, index) => `${file}: ${verdicts[index] ?? ''}`),
      files.map((file) => `${file}: ${file.split('.').at(-2) ?? ''}`),
    );
    assert.ok(files.length > 40, `${files.length} files`);
  });

  it('are judged by promtool alike, but for the differences that are listed', async () => {
    const different: string[] = [];
    for (const file of files) {
      const { code } = await run('promtool', ['check', 'web-config', join(folder, file)]);
      if ((code === 0) !== file.endsWith('.good.yml')) different.push(file);
    }
    const listed = [...newerKeys, ...stricter, ...laxer].map(([file]) => file);
    assert.deepEqual(different, listed.sort());
  });
});
