import type { JsonGeneralNames } from '@peculiar/x509';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, DEFAULT_CIPHERS } from 'node:tls';
import type { ConnectionOptions, SecureVersion, TLSSocket } from 'node:tls';
import type { TlsSettings } from '../../../src/core/tls-settings.js';
import { emptyWebConfig } from '../../../src/web/server.js';
import type { WebServer } from '../../../src/web/server.js';
import { serve } from '../ask.js';
import { Certificates, localNames, textsOf } from '../certificates.js';
import type { Certificate } from '../certificates.js';
import { allReleased, connectMany, connectRaw, shortLimits } from '../hostile-client.js';

let made: Certificates;
let authority: Certificate;
let server: Certificate;
let settings: TlsSettings;

before(async () => {
  made = await Certificates.create();
  authority = await made.authority('authority');
  server = await made.make('server', { names: localNames, usage: 'serverAuth', by: authority });
  const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
  const context = { ...versions, honorCipherOrder: true, ...(await textsOf(server)), ca: [] };
  settings = { context, clientAuth: 'none', allowedSans: undefined };
});

after(() => made.remove());

async function withTls<T>(tls: Partial<TlsSettings>, use: (server: WebServer) => Promise<T>): Promise<T> {
  const started = await serve({ webConfig: { ...emptyWebConfig, tls: { ...settings, ...tls } } });
  try {
    return await use(started);
  } finally {
    await started.close();
  }
}

/** The status that a client of its own gets, or the code of the error that it meets instead. */
async function statusAt({ url }: WebServer, options: ConnectionOptions = {}): Promise<number | string> {
  const asked = request(`${url}/-/healthy`, { agent: false, ca: await readFile(authority.cert), ...options }).end();
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('TLS', () => {
  it('is spoken where it is asked for, with the certificate', async () => {
    const found = await withTls({}, async (started) => ({
      url: started.url.replace(/\d+$/, 'PORT'),
      status: await statusAt(started),
      unknown: await statusAt(started, { ca: undefined }),
      another: await statusAt(started, { servername: 'other.example.com' }),
    }));
    assert.deepEqual(found, {
      url: 'https://127.0.0.1:PORT',
      status: 200,
      unknown: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      another: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('is all that is spoken then', async () => {
    const received = await withTls({}, async ({ url }) => {
      const client = await connectRaw(url, 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
      return client.gone;
    });
    assert.equal(received.includes('HTTP'), false);
  });

  const versions: [min: SecureVersion, max: SecureVersion, agreed: (string | undefined)[]][] = [
    ['TLSv1.2', 'TLSv1.3', [undefined, undefined, 'TLSv1.2', 'TLSv1.3']],
    ['TLSv1.3', 'TLSv1.3', [undefined, undefined, undefined, 'TLSv1.3']],
    ['TLSv1.2', 'TLSv1.2', [undefined, undefined, 'TLSv1.2', undefined]],
    ['TLSv1', 'TLSv1.2', ['TLSv1', 'TLSv1.1', 'TLSv1.2', undefined]],
  ];
  for (const [minVersion, maxVersion, agreed] of versions) {
    it(`from ${minVersion} to ${maxVersion} is agreed upon, and no other`, async () => {
      const ciphers = minVersion === 'TLSv1' ? { ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` } : {};
      const context = { ...settings.context, minVersion, maxVersion, ...ciphers };
      const found = await withTls({ context }, async ({ url }) => {
        const tries = (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map(async (version) => {
          const wanted = { minVersion: version, maxVersion: version, ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` };
          const socket = await shakeHands(url, wanted).catch(() => undefined);
          const protocol = socket?.getProtocol() ?? undefined;
          socket?.destroy();
          return protocol;
        });
        return Promise.all(tries);
      });
      assert.deepEqual(found, agreed);
    });
  }

  it('prefers the suite that stands first here, or that of the client', async () => {
    const suites = ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256'];
    const chosen = async (honorCipherOrder: boolean) => {
      const context = {
        ...settings.context,
        maxVersion: 'TLSv1.2',
        ciphers: suites.join(':'),
        honorCipherOrder,
      } as const;
      return withTls({ context }, async ({ url }) => {
        const socket = await shakeHands(url, { ciphers: suites.toReversed().join(':') });
        const { name } = socket.getCipher();
        socket.destroy();
        return name;
      });
    };
    assert.deepEqual([await chosen(true), await chosen(false)], suites);
  });

  it('agrees on a curve that is allowed, and on no other', async () => {
    const context = { ...settings.context, ecdhCurve: 'P-521' };
    const found = await withTls({ context }, async (started) => ({
      allowed: await statusAt(started, { ecdhCurve: 'P-256:P-521' }),
      other: await statusAt(started, { ecdhCurve: 'P-256' }),
    }));
    assert.deepEqual([found.allowed, typeof found.other], [200, 'string']);
  });

  it('offers HTTP/1.1 and no other protocol', async () => {
    const found = await withTls({}, async ({ url }) => {
      const socket = await shakeHands(url, { ALPNProtocols: ['h2', 'http/1.1'] });
      const { alpnProtocol } = socket;
      socket.destroy();
      return alpnProtocol;
    });
    assert.equal(found, 'http/1.1');
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`takes up no former session of ${version}`, async () => {
      const found = await withTls({}, async ({ url }) => {
        const sessions: Buffer[] = [];
        const wanted = { minVersion: version, maxVersion: version };
        const first = await shakeHands(url, wanted);
        first.on('session', (session: Buffer) => sessions.push(session));
        await answered(first);
        const session = sessions.at(-1) ?? first.getSession();
        const second = await shakeHands(url, { ...wanted, ...(session !== undefined && { session }) });
        const isReused = second.isSessionReused();
        second.destroy();
        return { isOffered: session !== undefined, isReused };
      });
      assert.deepEqual(found, { isOffered: true, isReused: false });
    });
  }
});

/** Asks once and reads to the end. */
async function answered(socket: TLSSocket): Promise<void> {
  socket.end('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await text(socket);
}

async function shakeHands(url: string, options: ConnectionOptions) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ca: await readFile(authority.cert), ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe("a client's certificate", () => {
  let clients: Record<string, ConnectionOptions>;
  before(async () => {
    const stranger = await made.authority('stranger');
    const options = async (certificate: Promise<Certificate>) => textsOf(await certificate);
    const names: JsonGeneralNames = [
      { type: 'dns', value: 'prometheus.example.com' },
      { type: 'email', value: 'ops@example.com' },
      { type: 'url', value: 'spiffe://example.com/prometheus' },
      { type: 'ip', value: '::1' },
    ];
    clients = {
      none: {},
      good: await options(made.make('good', { names, usage: 'clientAuth', by: authority })),
      nameless: await options(made.make('nameless', { usage: 'clientAuth', by: authority })),
      'of a server': await options(made.make('of-a-server', { usage: 'serverAuth', by: authority })),
      'of a stranger': await options(made.make('of-a-stranger', { names, usage: 'clientAuth', by: stranger })),
      'self-signed': await options(made.make('self-signed', { names, usage: 'clientAuth' })),
    };
  });

  type Admitted = Record<string, boolean>;
  const everybody: Admitted = {
    none: true,
    good: true,
    nameless: true,
    'of a server': true,
    'of a stranger': true,
    'self-signed': true,
  };
  const verified: Admitted = {
    none: true,
    good: true,
    nameless: true,
    'of a server': false,
    'of a stranger': false,
    'self-signed': false,
  };
  const nobody = Object.fromEntries(Object.keys(everybody).map((name) => [name, false]));
  const rows: [
    clientAuth: TlsSettings['clientAuth'],
    sans: readonly string[] | undefined,
    ca: boolean,
    admitted: Admitted,
  ][] = [
    ['none', undefined, false, everybody],
    ['request', undefined, false, everybody],
    ['requireAny', undefined, false, { ...everybody, none: false }],
    ['verifyIfGiven', undefined, true, verified],
    ['requireAndVerify', undefined, true, { ...verified, none: false }],
    ['verifyIfGiven', undefined, false, { ...nobody, none: true }],
    ['requireAndVerify', undefined, false, nobody],
    ['requireAndVerify', ['other', 'prometheus.example.com'], true, { ...nobody, good: true }],
    ['requireAndVerify', ['ops@example.com'], true, { ...nobody, good: true }],
    ['requireAndVerify', ['spiffe://example.com/prometheus'], true, { ...nobody, good: true }],
    ['requireAndVerify', ['::1'], true, { ...nobody, good: true }],
    ['requireAndVerify', ['prometheus', '*.example.com', 'good', 'PROMETHEUS.example.com'], true, nobody],
    ['requireAndVerify', [], true, nobody],
    ['verifyIfGiven', ['ops@example.com'], true, { ...nobody, good: true }],
  ];
  for (const [clientAuth, allowedSans, isTrusting, admitted] of rows) {
    const sans = allowedSans === undefined ? '' : ` for [${allowedSans.join()}]`;
    const whom = Object.keys(admitted).filter((name) => admitted[name]);
    it(`by ${clientAuth}${sans}, with ${isTrusting ? 'an' : 'no'} authority, admits [${whom.join(', ')}]`, async () => {
      const ca = isTrusting ? [await readFile(authority.cert, 'utf8')] : [];
      const context = { ...settings.context, ca };
      const found = await withTls({ context, clientAuth, allowedSans }, async (started) => {
        const statuses = Object.entries(clients).map(async ([name, options]) => [
          name,
          (await statusAt(started, options)) === 200,
        ]);
        return Object.fromEntries(await Promise.all(statuses)) as unknown;
      });
      assert.deepEqual(found, admitted);
    });
  }
});

describe('other settings of TLS', () => {
  it('hold for the next connection, and drop none', async () => {
    const renewed = await made.make('renewed', { names: localNames, by: authority });
    const agent = new Agent({ keepAlive: true, ca: await readFile(authority.cert) });
    const found = await withTls({}, async (started) => {
      const kept = async () => {
        const asked = request(`${started.url}/-/healthy`, { agent }).end();
        const [response] = (await once(asked, 'response')) as [IncomingMessage];
        await text(response);
        return [response.statusCode, asked.reusedSocket];
      };
      const subjectOfNext = async () => {
        const socket = await shakeHands(started.url, {});
        const { subject } = socket.getPeerCertificate();
        socket.destroy();
        return subject.CN;
      };
      const before = [await kept(), await subjectOfNext()];
      const ca = [await readFile(authority.cert, 'utf8')];
      const context = { ...settings.context, ...(await textsOf(renewed)), ca };
      started.use({ ...emptyWebConfig, tls: { ...settings, context } });
      const after = [await kept(), await subjectOfNext()];
      started.use({ ...emptyWebConfig, tls: { ...settings, context, clientAuth: 'requireAndVerify' } });
      const guarded = [await kept(), await statusAt(started)];
      agent.destroy();
      return { before, after, guarded };
    });
    assert.deepEqual(found, {
      before: [[200, false], 'server'],
      after: [[200, true], 'renewed'],
      guarded: [[200, true], 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
    });
  });
});

describe('those who never finish a handshake', () => {
  it('are cut off', async () => {
    const started = await serve({ webConfig: { ...emptyWebConfig, tls: settings }, limits: shortLimits });
    const clients = await connectMany(5, started.url);
    await Promise.all(clients.map(({ gone }) => gone));
    await allReleased(started);
    await started.close();
  });

  it('make room for others, the longest waiting first', async () => {
    const limits = { ...shortLimits, requestMs: 60_000, connections: 4 };
    const started = await serve({ webConfig: { ...emptyWebConfig, tls: settings }, limits });
    const clients = await connectMany(20, started.url);
    const status = await statusAt(started);
    const isCapped = (await started.connections()) <= 4;
    for (const { socket } of clients) socket.destroy();
    await started.close();
    assert.deepEqual([status, isCapped], [200, true]);
  });

  it('keep no server from closing', async () => {
    const started = await serve({ webConfig: { ...emptyWebConfig, tls: settings } });
    const clients = await connectMany(5, started.url);
    await started.close();
    await Promise.all(clients.map(({ gone }) => gone));
  });
});

describe('TLS with who has come before everything is listened on', () => {
  it('is spoken all the same', async () => {
    const free = await serve();
    const { port } = new URL(free.url);
    await free.close();
    // Looking up the name takes long enough for somebody to connect.
    const slow = Array.from({ length: 10 }, () => ({ host: 'localhost', port: 0 }));
    const listen = [{ host: '127.0.0.1', port: Number(port) }, ...slow];
    const begun = serve({ listen, webConfig: { ...emptyWebConfig, tls: settings } });
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: await readFile(authority.cert) });
    socket.end('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const received = await text(socket);
    await (await begun).close();
    assert.equal(received.split('\r\n')[0], 'HTTP/1.1 200 OK');
  });
});

describe('TLS over a Unix socket', () => {
  it('is spoken there, too', async () => {
    const path = made.path('web.sock');
    const started = await serve({ listen: [{ path }], webConfig: { ...emptyWebConfig, tls: settings } });
    const socket = connect({ socket: connectPlain(path), ca: await readFile(authority.cert), host: 'localhost' });
    socket.end('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const received = await text(socket);
    await started.close();
    assert.deepEqual([started.url, received.split('\r\n')[0]], [`unix:${path}`, 'HTTP/1.1 200 OK']);
  });
});
