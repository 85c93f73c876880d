import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { request as openRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemdSockets } from '../../../src/web/listening/systemd-sockets.js';
import { ask, metrics, serve, withServer } from '../ask.js';
import { connectRaw, request, statusLines } from '../hostile-client.js';

let folder = '';
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'listening-'))));
after(() => rm(folder, { recursive: true }));

async function statusThrough(socketPath: string): Promise<number | undefined> {
  const asked = openRequest({ socketPath, path: '/-/healthy', agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

const local = { host: '127.0.0.1', port: 0 };

/** Looking up the name takes long enough for somebody to connect to what is listened on already. */
const slowPlaces = Array.from({ length: 10 }, () => ({ host: 'localhost', port: 0 }));

/** That nobody listens on now. */
async function freePort(): Promise<number> {
  const server = await serve();
  await server.close();
  return Number(new URL(server.url).port);
}

describe('listening', () => {
  it('goes on in several places at the same time', async () => {
    const path = join(folder, 'several.sock');
    const server = await serve({ listen: [local, { host: '::1', port: 0 }, local, { path }] });
    const statuses = await Promise.all(
      server.urls.map(async (url) =>
        url.startsWith('unix:') ? statusThrough(path) : (await ask(`${url}/-/healthy`)).status,
      ),
    );
    const { url, urls } = server;
    await server.close();
    assert.deepEqual(statuses, [200, 200, 200, 200]);
    assert.equal(url, urls[0]);
    assert.deepEqual(
      urls.map((each) => each.replace(/:\d+$/, ':PORT')),
      ['http://127.0.0.1:PORT', 'http://[::1]:PORT', 'http://127.0.0.1:PORT', `unix:${path}`],
    );
    assert.equal(new Set(urls).size, 4);
  });

  it('without a host reaches IPv4 and IPv6', async () => {
    const statuses = await withServer({ listen: [{ host: '', port: 0 }] }, async (url) => {
      const { port } = new URL(url);
      const answers = await Promise.all(['127.0.0.1', '[::1]'].map((host) => ask(`http://${host}:${port}/-/healthy`)));
      return answers.map(({ status }) => status);
    });
    assert.deepEqual(statuses, [200, 200]);
  });

  it('ends everywhere when one place is taken, and names that one', async () => {
    const taken = await serve();
    const { port } = new URL(taken.url);
    const path = join(folder, 'first.sock');
    const begun = serve({ listen: [{ path }, { host: '127.0.0.1', port: Number(port) }] });
    await assert.rejects(begun, {
      message: `can't listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    });
    await assert.rejects(stat(path), { code: 'ENOENT' });
    await taken.close();
  });

  it('serves nobody before it does so everywhere, and fails at once whoever has come', async () => {
    const taken = await serve();
    const { port } = new URL(taken.url);
    const free = await freePort();
    const heard: string[] = [];
    const begun = serve({
      listen: [{ host: '127.0.0.1', port: free }, ...slowPlaces, { host: '127.0.0.1', port: Number(port) }],
      scrape: () => {
        heard.push('a scrape');
        return Promise.resolve(metrics);
      },
    });
    const client = connectRaw(`http://127.0.0.1:${free}`, request('/metrics'));
    await assert.rejects(begun, { message: /^can't listen on 127\.0\.0\.1:\d+: listen EADDRINUSE/ });
    const received = await (await client).gone;
    await taken.close();
    assert.deepEqual([received, heard], ['', []]);
  });

  it('answers who has come before it listens everywhere', async () => {
    const free = await freePort();
    const begun = serve({ listen: [{ host: '127.0.0.1', port: free }, ...slowPlaces] });
    const client = await connectRaw(`http://127.0.0.1:${free}`, request('/metrics', 'Connection: close'));
    const server = await begun;
    const statuses = statusLines(await client.gone);
    await server.close();
    assert.deepEqual(statuses, ['200']);
  });

  it('names an address that is not of this machine', async () => {
    await assert.rejects(serve({ listen: [{ host: '192.0.2.1', port: 10911 }] }), {
      message: /^can't listen on 192\.0\.2\.1:10911: listen EADDRNOTAVAIL/,
    });
  });
});

describe('a Unix socket', () => {
  it('is gone when the server has ended', async () => {
    const path = join(folder, 'gone.sock');
    const server = await serve({ listen: [{ path }] });
    const isSocket = (await stat(path)).isSocket();
    await server.close();
    assert.equal(isSocket, true);
    await assert.rejects(stat(path), { code: 'ENOENT' });
  });

  it('that a killed process has left behind is replaced', async () => {
    const path = join(folder, 'left.sock');
    // Whoever closes a socket removes it; a file is moved here by a name that its maker does not know.
    await leaveBehind(path);
    const server = await serve({ listen: [{ path }] });
    const status = await statusThrough(path);
    await server.close();
    assert.equal(status, 200);
  });

  it('that another process listens on is left to it', async () => {
    const path = join(folder, 'taken.sock');
    const other = await serve({ listen: [{ path }] });
    await assert.rejects(serve({ listen: [{ path }] }), {
      message: `can't listen on unix:${path}: listen EADDRINUSE: address already in use ${path}`,
    });
    const status = await statusThrough(path);
    await other.close();
    assert.equal(status, 200);
  });

  it('takes the place of no file that is something else', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'kept');
    await assert.rejects(serve({ listen: [{ path }] }), {
      message: `can't listen on unix:${path}: listen EADDRINUSE: address already in use ${path}`,
    });
    assert.equal((await stat(path)).isFile(), true);
  });

  it('needs no name of the host that is allowed', async () => {
    const path = join(folder, 'host.sock');
    const server = await serve({ listen: [{ path }] });
    const asked = openRequest({ socketPath: path, path: '/metrics', headers: { Host: 'rebind.example.com' } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    await server.close();
    assert.equal(response.statusCode, 200);
  });
});

/** A socket that nobody listens on. */
async function leaveBehind(path: string): Promise<void> {
  const server = createServer().listen(`${path}.open`);
  await once(server, 'listening');
  await rename(`${path}.open`, path);
  server.close();
  await once(server, 'close');
}

describe('the sockets of systemd', () => {
  it('are those that it has passed to this process', () => {
    assert.deepEqual(systemdSockets({ env: { LISTEN_PID: '12', LISTEN_FDS: '2' }, pid: 12 }), [{ fd: 3 }, { fd: 4 }]);
  });

  const none: Record<string, string>[] = [
    {},
    { LISTEN_FDS: '1' },
    { LISTEN_PID: '13', LISTEN_FDS: '1' },
    { LISTEN_PID: '12', LISTEN_FDS: '0' },
    { LISTEN_PID: '12', LISTEN_FDS: 'two' },
    { LISTEN_PID: '12', LISTEN_FDS: '-1' },
  ];
  for (const env of none) {
    it(`are missing where the environment has ${JSON.stringify(env)}`, () => {
      assert.throws(() => systemdSockets({ env, pid: 12 }), {
        message: 'web.systemdSocket: systemd has passed no socket (LISTEN_PID and LISTEN_FDS)',
      });
    });
  }
});
