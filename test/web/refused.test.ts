import assert from 'node:assert/strict';
import bcrypt from 'bcrypt';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { Refusal } from '../../src/core/refusal.js';
import type { TlsSettings } from '../../src/core/tls-settings.js';
import { emptyWebConfig } from '../../src/web/server.js';
import type { WebOptions } from '../../src/web/server.js';
import { ask, Gate, serve, withServer } from './ask.js';
import { Certificates, localNames, textsOf } from './certificates.js';

const address = '127.0.0.1';

/** Who was refused by a server with these options. */
async function refusedBy(options: Partial<WebOptions>, use: (url: string) => Promise<unknown>): Promise<Refusal[]> {
  const heard: Refusal[] = [];
  await withServer({ ...options, refused: (refusal) => void heard.push(refusal) }, use);
  return heard;
}

function basic(user: string, password: string): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

describe('a request that is refused is heard of:', () => {
  const guarded = { ...emptyWebConfig, users: new Map([['ann', bcrypt.hashSync('right', 4)]]) };
  const rows: [what: string, options: Partial<WebOptions>, headers: Record<string, string>, heard: Refusal[]][] = [
    ['none that is answered', { webConfig: guarded }, basic('ann', 'right'), []],
    ['no password', { webConfig: guarded }, {}, [{ reason: 'password', address, detail: 'none was sent' }]],
    ['a wrong one', { webConfig: guarded }, basic('ann', 'wrong'), [{ reason: 'password', address, detail: 'wrong' }]],
    [
      "a host of somebody else's",
      {},
      { Host: 'rebind.example.com:80' },
      [{ reason: 'host', address, detail: 'rebind.example.com:80' }],
    ],
    [
      'too many',
      { webConfig: { ...emptyWebConfig, rateLimit: { intervalMs: 3_600_000, burst: 0 } } },
      {},
      [{ reason: 'rate', address }],
    ],
  ];
  for (const [what, options, headers, heard] of rows) {
    it(what, async () => {
      const found = await refusedBy(options, (url) => ask(`${url}/metrics`, 'GET', { headers }));
      assert.deepEqual(found, heard);
    });
  }

  it('that of a page of another origin', async () => {
    const headers = { Origin: 'http://other.example.com' };
    const found = await refusedBy({}, (url) => ask(`${url}/-/reload`, 'POST', { headers }));
    assert.deepEqual(found, [{ reason: 'origin', address, detail: 'http://other.example.com' }]);
  });

  it('those that find no room to wait', async () => {
    const gate = new Gate();
    const heard = await refusedBy({ webConfig: guarded, passwords: { compare: slowly(gate) } }, async (url) => {
      const guesses = Array.from({ length: 11 }, () => guess(url));
      await Promise.race(guesses);
      const opening = setInterval(() => gate.open(), 1);
      await Promise.all(guesses);
      clearInterval(opening);
    });
    const reasons = heard.map(({ reason }) => reason).sort();
    assert.deepEqual(reasons, [...Array<string>(2).fill('busy'), ...Array<string>(9).fill('password')]);
  });

  it('and none whose client has gone', async () => {
    const gate = new Gate();
    const heard: Refusal[] = [];
    const server = await serve({
      webConfig: guarded,
      passwords: { compare: slowly(gate) },
      refused: (refusal) => void heard.push(refusal),
    });
    const leaving = new AbortController();
    const first = guess(server.url);
    await gate.begun(1);
    const gone = guess(server.url, leaving.signal).catch(() => undefined);
    while ((await server.connections()) < 2) await sleep(1);
    // What was asked before has been heard by then.
    await ask(`${server.url}/-/healthy`);
    leaving.abort();
    await gone;
    while ((await server.connections()) > 1) await sleep(1);
    gate.open();
    await first;
    await server.close();
    assert.deepEqual(heard, [{ reason: 'password', address, detail: 'wrong' }]);
  });

  /** Takes as long as the gate is closed, and is never right. */
  function slowly(gate: Gate) {
    return async () => {
      await gate.scrape();
      return false;
    };
  }

  function guess(url: string, signal?: AbortSignal) {
    return ask(`${url}/metrics`, 'GET', { headers: basic('ann', 'wrong'), ...(signal && { signal }) });
  }
});

describe('a client that is refused for its certificate is heard of:', () => {
  let made: Certificates;
  let settings: TlsSettings;
  let trusted: string;
  let clients: Readonly<Record<'none' | 'good' | 'nameless' | 'of a server' | 'strange', ConnectionOptions>>;

  before(async () => {
    made = await Certificates.create();
    const authority = await made.authority('authority');
    const server = await made.make('server', { names: localNames, usage: 'serverAuth', by: authority });
    trusted = await readFile(authority.cert, 'utf8');
    const versions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;
    const context = { ...versions, honorCipherOrder: true, ...(await textsOf(server)), ca: [trusted] };
    settings = { context, clientAuth: 'requireAndVerify', allowedSans: undefined };
    const stranger = await made.authority('stranger');
    const names = [{ type: 'dns', value: 'prometheus.example.com' } as const];
    clients = {
      none: {},
      good: await textsOf(await made.make('good', { names, usage: 'clientAuth', by: authority })),
      nameless: await textsOf(await made.make('nameless', { usage: 'clientAuth', by: authority })),
      'of a server': await textsOf(await made.make('of-a-server', { usage: 'serverAuth', by: authority })),
      strange: await textsOf(await made.make('strange', { names, usage: 'clientAuth', by: stranger })),
    };
  });
  after(() => made.remove());

  const sans = ['prometheus.example.com'];
  const unknown = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  const rows: [who: keyof typeof clients, tls: Partial<TlsSettings>, detail: string | undefined][] = [
    ['good', {}, undefined],
    ['none', {}, 'no certificate'],
    ['none', { clientAuth: 'requireAny' }, 'no certificate'],
    ['none', { clientAuth: 'verifyIfGiven' }, undefined],
    ['strange', {}, unknown],
    ['strange', { clientAuth: 'verifyIfGiven' }, unknown],
    ['strange', { clientAuth: 'requireAny' }, undefined],
    ['of a server', {}, 'INVALID_PURPOSE'],
    ['good', { allowedSans: sans }, undefined],
    ['nameless', { allowedSans: sans }, 'no allowed SAN'],
  ];
  for (const [who, tls, detail] of rows) {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const how = `${tls.clientAuth ?? 'requireAndVerify'}${tls.allowedSans === undefined ? '' : ' and names'}`;
      it(`${who}, by ${how} and ${maxVersion}: ${detail ?? 'not at all'}`, async () => {
        const webConfig = { ...emptyWebConfig, tls: { ...settings, ...tls } };
        const found = await refusedBy({ webConfig }, (url) =>
          askOver(url, { ...clients[who], ca: trusted, maxVersion }),
        );
        assert.deepEqual(found, detail === undefined ? [] : [{ reason: 'certificate', address, detail }]);
      });
    }
  }

  it('and not one that speaks no TLS, or leaves', async () => {
    const webConfig = { ...emptyWebConfig, tls: settings };
    const found = await refusedBy({ webConfig }, async (url) => {
      await ask(url.replace('https:', 'http:')).catch(() => undefined);
      await askOver(url, { maxVersion: 'TLSv1.3' });
    });
    assert.deepEqual(found, []);
  });

  /** Asks once, and waits until the connection is gone, however it went. */
  async function askOver(url: string, options: ConnectionOptions): Promise<void> {
    const { port } = new URL(url);
    const socket = connect({ host: address, port: Number(port), ...options });
    socket.on('error', () => undefined).resume();
    socket.end('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
  }
});
