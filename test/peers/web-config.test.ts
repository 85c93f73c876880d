import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWebFile } from '../../src/config/web-file/load.js';
import { Certificates, localNames, textsOf } from '../web/certificates.js';
import { needProgram, run } from './program.js';
import { buildToolkit } from './exporter-toolkit.js';

const cases = fileURLToPath(new URL('web-config/', import.meta.url));

/** Judged by both alike, and otherwise here: the file's name tells what is right here. */
type Difference = readonly [file: string, why: string];

/** Keys that the format has got since promtool 2.42, which refuses them; by the files that are good with them. */
const newerKeys: readonly Difference[] = [
  ['tls-inline.good.yml', 'cert and key in the text'],
  ['client-ca-inline.good.yml', 'client_ca in the text'],
  ['client-allowed-sans.good.yml', 'client_allowed_sans'],
  ...[
    'rate-limit',
    'rate-limit-binary',
    'rate-limit-exponent',
    'rate-limit-fraction',
    'rate-limit-hexadecimal',
    'rate-limit-large',
    'rate-limit-nanoseconds',
    'rate-limit-nothing',
    'rate-limit-octal',
    'rate-limit-plus',
    'rate-limit-underscore',
  ].map((name): Difference => [`${name}.good.yml`, 'rate_limit']),
];

/** What is refused here and taken by both, since it would leave something open that looks closed, or would never work. */
const stricter: readonly Difference[] = [
  ['tls-without-certificate.bad.yml', 'settings of TLS, but HTTP is served'],
  ['client-ca-junk.bad.yml', 'no certificate in the file of the authority'],
  ['client-ca-part-junk.bad.yml', 'one of the certificates of authorities can not be read'],
  ['versions-crossed.bad.yml', 'min_version is above max_version'],
  ['users-cost-18.bad.yml', 'a hash that takes too long to compare'],
  ['users-hash-2.bad.yml', 'a hash of the first version'],
  ['users-hash-2x.bad.yml', 'a hash that marks a mistake of others'],
  ['users-hash-cut.bad.yml', 'a hash that no password fits'],
  ['users-colon.bad.yml', 'a user whom nobody can be'],
  ['documents-two.bad.yml', 'the second document would be passed over'],
];

/** The same of keys that promtool refuses anyway. */
const stricterInNewerKeys: readonly Difference[] = [
  ['client-allowed-sans-null.bad.yml', 'an empty name'],
  ['client-allowed-sans-without-auth.bad.yml', 'names, but no certificate is asked for'],
  ['rate-limit-negative.bad.yml', 'a negative interval and burst'],
];

/** What is taken here and refused by both. */
const laxer: readonly Difference[] = [
  ['http2-quoted.good.yml', 'a boolean in quotes'],
  ['rate-limit-quoted.good.yml', 'a number in quotes'],
];

/** The same of what promtool takes. */
const laxerThanToolkit: readonly Difference[] = [
  ['cipher-suites-rsa.good.yml', 'suites that Go counts as insecure since 1.22'],
];

function filesOf(...lists: (readonly Difference[])[]): string[] {
  return lists.flatMap((list) => list.map(([file]) => file)).sort();
}

/** The cases, with certificates, keys and what has them inside: no key is kept in the repository. */
async function writeCases(folder: string): Promise<void> {
  await cp(cases, folder, { recursive: true });
  const made = await Certificates.create();
  const server = await made.make('server', { names: localNames });
  await cp(server.cert, join(folder, 'server.crt'));
  await cp(server.key, join(folder, 'server.key'));
  const { cert, key } = await textsOf(server);
  // JSON is YAML.
  const write = (name: string, tls: object) =>
    writeFile(join(folder, name), JSON.stringify({ tls_server_config: tls }));
  await write('tls-inline.good.yml', { cert, key });
  await write('client-ca-inline.good.yml', { cert, key, client_ca: cert, client_auth_type: 'VerifyClientCertIfGiven' });
  const authority = await readFile((await made.authority('ca')).cert, 'utf8');
  await writeFile(join(folder, 'ca.crt'), authority);
  const junk = '-----BEGIN CERTIFICATE-----\nanVuaw==\n-----END CERTIFICATE-----\n';
  await writeFile(join(folder, 'ca-part-junk.crt'), authority + junk);
  await cp((await made.make('other')).key, join(folder, 'other.key'));
  await made.remove();
}

describe('web configuration files, compared with promtool and exporter-toolkit', function () {
  this.timeout(600_000);
  let folder = '';
  let files: string[] = [];

  before(async () => {
    needProgram('promtool', ['--version'], 'prometheus');
    folder = await mkdtemp(join(tmpdir(), 'web-config-'));
    await writeCases(folder);
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
    assert.ok(files.length > 90, `${files.length} files`);
  });

  it('are judged by promtool alike, but for the differences that are listed', async () => {
    const different: string[] = [];
    for (const file of files) {
      const { code } = await run('promtool', ['check', 'web-config', join(folder, file)]);
      if ((code === 0) !== file.endsWith('.good.yml')) different.push(file);
    }
    assert.deepEqual(different, filesOf(newerKeys, stricter, laxer));
  });

  it('are judged by exporter-toolkit alike, but for the differences that are listed', async () => {
    const toolkit = await buildToolkit(folder);
    const { out } = await run(
      toolkit,
      files.map((file) => join(folder, file)),
    );
    const problems = JSON.parse(out) as Readonly<Record<string, string>>;
    assert.deepEqual(
      files.filter((file) => (problems[join(folder, file)] === '') !== file.endsWith('.good.yml')),
      filesOf(stricter, stricterInNewerKeys, laxer, laxerThanToolkit),
    );
  });
});
