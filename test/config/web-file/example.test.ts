import assert from 'node:assert/strict';
import bcrypt from 'bcrypt';
import { copyFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { cipherSuites, curves } from '../../../src/config/web-file/go-names.js';
import { loadWebFile } from '../../../src/config/web-file/load.js';
import { tlsKeys } from '../../../src/config/web-file/tls-section.js';
import { textOf } from '../../project/root.js';
import { Certificates } from '../../web/certificates.js';

const text = textOf('config/web-config.example.yml');

describe('web-config.example.yml', () => {
  it('is taken where there are the certificates that it names', async () => {
    const made = await Certificates.create();
    const { cert, key } = await made.make('server');
    await copyFile(cert, made.path('tls.crt'));
    await copyFile(key, made.path('tls.key'));
    await copyFile((await made.authority('ca')).cert, made.path('client-ca.crt'));
    const loaded = await loadWebFile(await made.write('web.yml', text));
    await made.remove();
    assert.ok('webFile' in loaded, JSON.stringify(loaded));
    const hash = loaded.webFile.users.get('prometheus') ?? '';
    assert.equal(await bcrypt.compare('example', hash.replace('$2y$', '$2b$')), true);
  });

  it('has every key of TLS, but for the texts that stand instead of files', () => {
    const { tls_server_config: tls } = parse(text) as { tls_server_config: Record<string, unknown> };
    assert.deepEqual([...Object.keys(tls), 'cert', 'key', 'client_ca'].sort(), [...tlsKeys].sort());
  });

  it('has names of suites and curves that there are', () => {
    const { tls_server_config: tls } = parse(text) as { tls_server_config: Record<string, string[]> };
    const named = [...(tls['cipher_suites'] ?? []), ...(tls['curve_preferences'] ?? [])];
    assert.deepEqual(
      named.filter((name) => !(name in cipherSuites) && !(name in curves)),
      [],
    );
    assert.equal(named.length, 6);
  });
});
