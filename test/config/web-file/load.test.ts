import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DEFAULT_CIPHERS } from 'node:tls';
import { loadWebFile } from '../../../src/config/web-file/load.js';
import { problemLine } from '../../../src/config/problem.js';
import { Certificates, localNames, textsOf } from '../../web/certificates.js';

let made: Certificates;
let server: { readonly cert: string; readonly key: string };

before(async () => {
  made = await Certificates.create();
  server = await textsOf(await made.make('server', { names: localNames }));
  await made.make('other');
  await made.write('empty.pem', '');
  await made.write('junk.pem', 'junk');
});

after(() => made.remove());

/** What a file of this text says. */
async function load(text: string) {
  return loadWebFile(await made.write('web.yml', text));
}

async function problemsOf(text: string): Promise<string[]> {
  const loaded = await load(text);
  const problems = 'problems' in loaded ? loaded.problems : [];
  return problems.map((problem) => problemLine(problem).replaceAll(made.folder, ''));
}

async function goodOf(text: string) {
  const loaded = await load(text);
  if ('problems' in loaded) throw new Error(loaded.problems.map(problemLine).join('\n'));
  return loaded.webFile;
}

const nothing = { tls: undefined, headers: {}, users: new Map(), rateLimit: undefined };
const hash = `$2y$10$${'a'.repeat(53)}`;
const pair = 'cert_file: server.pem, key_file: server.key';
const tls = (more: string) => `tls_server_config: { ${pair}, ${more} }`;

describe('a web configuration file', () => {
  const empty = [
    '',
    '---',
    '# nothing',
    'tls_server_config:',
    'tls_server_config: {}',
    'basic_auth_users: ~',
    'rate_limit: { interval: 0, burst: 0 }',
    'tls_server_config: { cert_file: "", key_file: }',
  ];
  for (const text of empty) {
    it(`says nothing by ${JSON.stringify(text)}`, async () => assert.deepEqual(await goodOf(text), nothing));
  }

  it('has a certificate and a key, relative to itself, and the usual for all else', async () => {
    const context = { ...server, ca: [], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', honorCipherOrder: true };
    const expected = { ...nothing, tls: { context, clientAuth: 'none', allowedSans: undefined } };
    assert.deepEqual(await goodOf(`tls_server_config: { ${pair} }`), expected);
    const inline = `tls_server_config: ${JSON.stringify(server)}`;
    assert.deepEqual(await goodOf(inline), expected);
    assert.deepEqual(
      await goodOf(`tls_server_config: ${JSON.stringify({ ...server, cert: 'junk', cert_file: 'server.pem' })}`),
      expected,
    );
  });

  it('names what it was read from', async () => {
    const { files } = await load(tls('client_ca_file: other.pem, client_auth_type: VerifyClientCertIfGiven'));
    const names = ['web.yml', 'server.pem', 'server.key', 'other.pem'];
    assert.deepEqual(
      files,
      names.map((name) => made.path(name)),
    );
  });

  it("has Go's names for what OpenSSL calls otherwise", async () => {
    const { tls: settings } = await goodOf(`
tls_server_config:
  ${pair.replace(', ', '\n  ')}
  client_ca_file: other.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [a, 007, yes]
  min_version: TLS11
  max_version: TLS12
  prefer_server_cipher_suites: no
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA]
  curve_preferences: [CurveP521, X25519]
`);
    const ofTls13 = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';
    assert.deepEqual(settings, {
      context: {
        ...server,
        ca: [(await readFile(made.path('other.pem'), 'utf8')).trim()],
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.2',
        honorCipherOrder: false,
        ciphers: `${ofTls13}:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0`,
        ecdhCurve: 'P-521:X25519',
      },
      clientAuth: 'requireAndVerify',
      allowedSans: ['a', '007', 'yes'],
    });
  });

  it('lowers the level of security for old versions of TLS alone', async () => {
    const found: unknown[] = [];
    for (const version of ['TLS10', 'TLS11', 'TLS12', 'TLS13']) {
      found.push((await goodOf(tls(`min_version: ${version}`))).tls?.context.ciphers);
    }
    const lowered = `${DEFAULT_CIPHERS}:@SECLEVEL=0`;
    assert.deepEqual(found, [lowered, lowered, undefined, undefined]);
  });

  it('has users, headers and a limit', async () => {
    const webFile = await goodOf(`
http_server_config:
  http2: false
  headers: { X-XSS-Protection: 1, X-Frame-Options: deny, Content-Security-Policy: "" }
basic_auth_users: { 007: ${hash}, yes: ${hash}, __proto__: ${hash} }
rate_limit: { interval: 1m30s, burst: 0x14 }
`);
    assert.deepEqual(webFile, {
      ...nothing,
      headers: { 'X-XSS-Protection': '1', 'X-Frame-Options': 'deny', 'Content-Security-Policy': '' },
      users: new Map([
        ['007', hash],
        ['yes', hash],
        ['__proto__', hash],
      ]),
      rateLimit: { intervalMs: 90_000, burst: 20 },
    });
  });
});

describe('problems of a web configuration file', () => {
  const missing = 'is missing, and';
  const without = 'is, too: without one there is no TLS';
  const futile = 'does nothing as long as client_auth_type asks for no certificate';
  const auths =
    'NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert';
  const noVersion = 'must be one of TLS10, TLS11, TLS12, TLS13';
  const noHash = 'must be a bcrypt hash, as htpasswd -B writes it';
  const lost = (key: string, name: string) => `${key}: ENOENT: no such file or directory, open '/${name}'`;
  const noKeys = [`cert_file: ${missing} cert ${without}`, `key_file: ${missing} key ${without}`];
  const rows: [text: string, problems: string[]][] = [
    ['junk', ['/web.yml: must be a mapping of keys, is text']],
    ['[]', ['/web.yml: must be a mapping of keys, is a list']],
    ['tls_config: {}', ['/web.yml:tls_config: unknown key']],
    ['tls_server_config: []', ['/web.yml:tls_server_config: must be a mapping of keys, is a list']],
    ['a: [', ['/web.yml:1:5: Flow sequence in block collection must be sufficiently indented and end with a ]']],
    ['basic_auth_users: {a: b}\nbasic_auth_users: {}', ['/web.yml:2:1: Map keys must be unique']],
    [tls('cert_fil: x'), ['/web.yml:tls_server_config.cert_fil: unknown key']],
    ['tls_server_config: { min_version: TLS13 }', noKeys.map((line) => `/web.yml:tls_server_config.${line}`)],
    [
      'tls_server_config: { client_auth_type: NoClientCert }',
      noKeys.map((line) => `/web.yml:tls_server_config.${line}`),
    ],
    ['tls_server_config: { cert_file: server.pem }', [`/web.yml:tls_server_config.${noKeys[1] ?? ''}`]],
    [
      'tls_server_config: { cert_file: a, key_file: b }',
      [lost('cert_file', 'a'), lost('key_file', 'b')].map((line) => `/web.yml:tls_server_config.${line}`),
    ],
    [
      'tls_server_config: { cert_file: server.pem, key_file: other.key }',
      ['/web.yml:tls_server_config.key_file: is not the key of the certificate in cert_file'],
    ],
    [
      tls('client_auth_type: Maybe'),
      [`/web.yml:tls_server_config.client_auth_type: must be one of ${auths}, is "Maybe"`],
    ],
    [tls('client_ca_file: other.pem'), [`/web.yml:tls_server_config.client_ca_file: ${futile}`]],
    [tls('client_allowed_sans: [a]'), [`/web.yml:tls_server_config.client_allowed_sans: ${futile}`]],
    [
      tls('client_allowed_sans: a, client_auth_type: RequestClientCert'),
      ['/web.yml:tls_server_config.client_allowed_sans: must be a list of texts'],
    ],
    [
      tls('client_ca_file: junk.pem, client_auth_type: RequestClientCert'),
      ['/web.yml:tls_server_config.client_ca_file: has no certificate in it'],
    ],
    [
      tls('client_ca_file: none.pem, client_auth_type: RequestClientCert'),
      [`/web.yml:tls_server_config.${lost('client_ca_file', 'none.pem')}`],
    ],
    [tls('min_version: TLS13, max_version: TLS12'), ['/web.yml:tls_server_config.min_version: is above max_version']],
    [tls('min_version: 1.2'), [`/web.yml:tls_server_config.min_version: ${noVersion}, is "1.2"`]],
    [
      tls('curve_preferences: [X25519, P-256]'),
      [
        '/web.yml:tls_server_config.curve_preferences[1]: must be one of CurveP256, CurveP384, CurveP521, X25519, is "P-256"',
      ],
    ],
    [
      tls('prefer_server_cipher_suites: 1'),
      ['/web.yml:tls_server_config.prefer_server_cipher_suites: must be true or false, is "1"'],
    ],
    [
      'http_server_config: { headers: { Content-Type: a } }',
      ['/web.yml:http_server_config.headers.Content-Type: unknown key'],
    ],
    [
      'http_server_config: { headers: { X-Frame-Options: DENY } }',
      ['/web.yml:http_server_config.headers.X-Frame-Options: must be deny or sameorigin, is "DENY"'],
    ],
    [
      'http_server_config: { headers: { Content-Security-Policy: "a\\nb" } }',
      ['/web.yml:http_server_config.headers.Content-Security-Policy: has a character that no header may have'],
    ],
    ['http_server_config: { http2: maybe }', ['/web.yml:http_server_config.http2: must be true or false, is "maybe"']],
    ['basic_auth_users: { ann: hunter2 }', [`/web.yml:basic_auth_users.ann: ${noHash}`]],
    [`basic_auth_users: { ann: ${hash.replace('$10$', '$03$')} }`, [`/web.yml:basic_auth_users.ann: ${noHash}`]],
    [`basic_auth_users: { ann: ${hash.replace('$2y$', '$2x$')} }`, [`/web.yml:basic_auth_users.ann: ${noHash}`]],
    [`basic_auth_users: { ann: ${hash.slice(0, -1)} }`, [`/web.yml:basic_auth_users.ann: ${noHash}`]],
    ['basic_auth_users: { ann: }', [`/web.yml:basic_auth_users.ann: ${noHash}`]],
    [
      'basic_auth_users: { ann: [hunter2] }',
      ['/web.yml:basic_auth_users.ann: must be text, is a list', `/web.yml:basic_auth_users.ann: ${noHash}`],
    ],
    [
      `basic_auth_users: { ann: ${hash}, "a:b": ${hash} }`,
      ['/web.yml:basic_auth_users.(key 2): is no name of a user: it has a colon'],
    ],
    [
      `basic_auth_users: { ann: ${hash.replace('$10$', '$17$')}, bob: ${hash.replace('$10$', '$18$')} }`,
      ['/web.yml:basic_auth_users.bob: has cost 18, which takes too long to compare: 17 is the most, and 10 is usual'],
    ],
    [`basic_auth_users: { [ann]: ${hash} }`, ['/web.yml:basic_auth_users: must have texts for keys']],
    [tls('min_version: ""'), [`/web.yml:tls_server_config.min_version: ${noVersion}, is empty`]],
    ['tls_server_config: { max_version: "" }', [`/web.yml:tls_server_config.max_version: ${noVersion}, is empty`]],
    ['rate_limit: { interval: 1d }', ['/web.yml:rate_limit.interval: must be a duration such as 1s, is "1d"']],
    ['rate_limit: { interval: "" }', ['/web.yml:rate_limit.interval: must be a duration such as 1s, is empty']],
    ['rate_limit: { burst: -1 }', ['/web.yml:rate_limit.burst: must be a whole number of at least 0, is "-1"']],
  ];
  for (const [text, problems] of rows) {
    it(`are found in ${JSON.stringify(text)}`, async () => assert.deepEqual(await problemsOf(text), problems));
  }

  it('are found all together, with no secret in them', async () => {
    const found = await problemsOf(`
tls_server_config: { cert: hunter2, key: "-----BEGIN PRIVATE KEY-----\\nhunter2\\n-----END PRIVATE KEY-----" }
basic_auth_users: { ann: hunter2 }
rate_limit: { interval: soon }
`);
    assert.deepEqual(
      found.map((line) => line.replace(/can't be used: .*/, "can't be used")),
      [
        "/web.yml:tls_server_config.cert: can't be used",
        "/web.yml:tls_server_config.key: can't be used",
        `/web.yml:basic_auth_users.ann: ${noHash}`,
        '/web.yml:rate_limit.interval: must be a duration such as 1s, is "soon"',
      ],
    );
    assert.equal(found.join().includes('hunter2'), false);
  });

  const pem = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
  const misplaced: [what: string, file: unknown, problems: string[]][] = [
    [
      'a key in the place of a path',
      { tls_server_config: { cert_file: 'server.pem', key_file: pem } },
      ['/web.yml:tls_server_config.key_file: must be the path of a file: the text itself belongs in key'],
    ],
    [
      'a key on one line in the place of a path',
      { tls_server_config: { cert_file: pem.replaceAll('\n', ' '), key_file: 'server.key' } },
      ['/web.yml:tls_server_config.cert_file: must be the path of a file: the text itself belongs in cert'],
    ],
    [
      'the text of an authority in the place of a path',
      {
        tls_server_config: {
          cert_file: 'server.pem',
          key_file: 'server.key',
          client_ca_file: 'c2VjcmV0\n',
          client_auth_type: 'RequestClientCert',
        },
      },
      ['/web.yml:tls_server_config.client_ca_file: must be the path of a file: the text itself belongs in client_ca'],
    ],
    [
      'a key in the place of a choice',
      { tls_server_config: { cert_file: 'server.pem', key_file: 'server.key', client_auth_type: pem } },
      [`/web.yml:tls_server_config.client_auth_type: must be one of ${auths}, is a text of 63 characters`],
    ],
    [
      'short lines in the place of a duration',
      { rate_limit: { interval: 'c2VjcmV0\n' } },
      ['/web.yml:rate_limit.interval: must be a duration such as 1s, is a text of 9 characters'],
    ],
    [
      'a hash in the place of a header',
      { http_server_config: { headers: { 'X-Frame-Options': hash } } },
      ['/web.yml:http_server_config.headers.X-Frame-Options: must be deny or sameorigin, is a text of 60 characters'],
    ],
    [
      'a hash in the place of a name',
      { basic_auth_users: { 7: hash, [hash]: 'ann' } },
      [`/web.yml:basic_auth_users.(key 2): ${noHash}`],
    ],
    ['a key in the place of a name', { [pem]: 1 }, ['/web.yml:(key 1): unknown key']],
  ];
  for (const [what, file, problems] of misplaced) {
    it(`do not show ${what}`, async () => assert.deepEqual(await problemsOf(JSON.stringify(file)), problems));
  }

  const unquoted: [text: string, problems: string[]][] = [
    [
      'basic_auth_users: {ann:hunter2}',
      [
        `/web.yml:basic_auth_users.(key 1): ${noHash}`,
        '/web.yml:basic_auth_users.(key 1): is no name of a user: it has a colon',
      ],
    ],
    ['basic_auth_users: { ann: *hunter2 }', ['/web.yml: Unresolved alias (the anchor must be set before the alias)']],
    ['basic_auth_users: { ann: !hunter2 x }', ['/web.yml:1:26: Unresolved tag']],
    ['basic_auth_users: { ann: !hunter2!x y }', ['/web.yml:1:26: Could not resolve tag']],
    ['%hunter2\n---', ['/web.yml:1:1: Unknown directive …']],
  ];
  for (const [text, problems] of unquoted) {
    it(`do not show the password of ${JSON.stringify(text)}`, async () =>
      assert.deepEqual(await problemsOf(text), problems));
  }

  it('tell a name that is not plain by its place in the file', async () => {
    const found = await problemsOf(`basic_auth_users: { b: ${hash}, "a b": x, 7: ${hash} }`);
    assert.deepEqual(found, [`/web.yml:basic_auth_users.(key 2): ${noHash}`]);
  });

  it('are those of the file where it is not there', async () => {
    const file = made.path('none.yml');
    assert.deepEqual(await loadWebFile(file), {
      problems: [{ path: file, message: `ENOENT: no such file or directory, open '${file}'` }],
      files: [file],
    });
  });
});
