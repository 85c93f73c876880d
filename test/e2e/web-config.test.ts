import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, rename, stat } from 'node:fs/promises';
import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Certificates, localNames } from '../web/certificates.js';
import { accountOf, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';
import { waitFor } from './wait.js';

// Of "first" and "second", made with cost 4.
const hashes = {
  first: '$2y$04$AQ6gY.HeCcZOnlSR8X3Rd.zzKpJg8QGLDoe/usSD28Kh1XuObVr46',
  second: '$2y$04$VlJvH7q3zRQwLbdH2TV5J.XpiCmsWhWsFPB5OKJoU/U9zhKNiiGBu',
};

interface Asked {
  readonly url: string;
  /** Path of the certificate that is believed. */
  readonly trusted?: string;
  readonly password?: string;
  readonly socketPath?: string;
}

/** The status and the body, or the code of the error that came instead. */
async function ask({ url, trusted, password, socketPath }: Asked): Promise<{ status: unknown; body: string }> {
  const options = {
    agent: false as const,
    ...(trusted !== undefined && { ca: await readFile(trusted) }),
    ...(password !== undefined && { auth: `ann:${password}` }),
    ...(socketPath !== undefined && { socketPath }),
  };
  const asked = (url.startsWith('https:') ? https.request(url, options) : http.request(url, options)).end();
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  } catch (error) {
    return { status: error instanceof Error && 'code' in error ? error.code : error, body: '' };
  }
}

describe('the web configuration', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  let made: Certificates;
  before(async () => void (made = await Certificates.create()));
  after(() => made.remove());

  async function configuration() {
    const akua = person('akuam');
    const simulator = await bed.simulate({ world: accountOf([akua], []) });
    return configFor(simulator, '');
  }

  it('is checked by check-config and before serving, with the path of each key', async () => {
    const web = await bed.write(
      'tls_server_config: { min_version: TLS9 }\nbasic_auth_users: { ann: secret }\n',
      'web.yml',
    );
    const config = await bed.write({ ...(await configuration()), web: { configFile: web } });
    const endings = [
      await bed.run(['check-config', `--config.file=${config}`]),
      await bed.run(['serve', `--config.file=${config}`, '--web.listen-address=127.0.0.1:0']),
    ];
    const lines = [
      `${web}:tls_server_config.min_version: must be one of TLS10, TLS11, TLS12, TLS13, is "TLS9"`,
      `${web}:tls_server_config.cert_file: is missing, and cert is, too: without one there is no TLS`,
      `${web}:tls_server_config.key_file: is missing, and key is, too: without one there is no TLS`,
      `${web}:basic_auth_users.ann: must be a bcrypt hash, as htpasswd -B writes it`,
      '',
    ];
    assert.deepEqual(endings, [
      { code: 1, signal: null, stdout: '', stderr: lines.join('\n') },
      { code: 2, signal: null, stdout: '', stderr: lines.join('\n') },
    ]);
    await bed.write('', 'web.yml');
    const { code, stdout } = await bed.run(['check-config', `--config.file=${config}`]);
    assert.deepEqual([code, stdout], [0, 'The configuration is good. Targets: 1, contacts named: 1.\n']);
  });

  it('guards what is served, and is taken anew while it is', async () => {
    const [first, second] = [
      await made.make('first', { names: localNames }),
      await made.make('second', { names: localNames }),
    ];
    await copyFile(first.cert, bed.path('tls.crt'));
    await copyFile(first.key, bed.path('tls.key'));
    const textFor = (hash: string) =>
      `tls_server_config: { cert_file: tls.crt, key_file: tls.key }\nbasic_auth_users: { ann: ${hash} }\n`;
    const configFile = await bed.write(textFor(hashes.first), 'web.yml');
    const exporter = await bed.start({ ...(await configuration()), web: { configFile } });
    const url = `${exporter.url}/metrics`;
    const statusOf = async (password: string, trusted: string) => (await ask({ url, trusted, password })).status;
    const isInForce = async (password: string, trusted: string) => {
      const { body } = await ask({ url, trusted, password });
      return /^ssm_contacts_exporter_web_config_last_reload_successful (\d)$/m.exec(body)?.[1];
    };
    const begun = [
      await statusOf('first', first.cert),
      await statusOf('second', first.cert),
      await isInForce('first', first.cert),
    ];
    const probed = await ask({ url: `${exporter.url}/-/healthy`, trusted: first.cert });

    await bed.write('basic_auth_users: { ann: nonsense }', 'web.yml');
    await waitFor('the mistake to be told', () => exporter.log().includes('the former one stays in force'));
    const mistaken = [
      await statusOf('first', first.cert),
      await statusOf('second', first.cert),
      await isInForce('first', first.cert),
    ];

    await bed.write(textFor(hashes.second), 'web.yml');
    await copyFile(second.cert, bed.path('tls.crt'));
    await copyFile(second.key, bed.path('tls.key'));
    await waitFor('the new one', async () => (await statusOf('second', second.cert)) === 200);
    const changed = [
      await statusOf('first', second.cert),
      await statusOf('second', first.cert),
      await isInForce('second', second.cert),
    ];
    const { code } = await exporter.end();

    assert.deepEqual(
      { begun, probed: probed.status, mistaken, changed, code },
      {
        begun: [200, 401, '1'],
        probed: 200,
        mistaken: [200, 401, '0'],
        changed: [401, 'DEPTH_ZERO_SELF_SIGNED_CERT', '1'],
        code: 0,
      },
    );
    const told = exporter
      .log()
      .split('\n')
      .filter((line) => line.includes('the former one stays in force'));
    assert.equal(told.length >= 1 && !exporter.log().includes('nonsense'), true);
  });

  it('keeps out who may not ask, counts it and tells why, once for a while', async () => {
    const exporter = await bed.start({ ...(await configuration()), web: { allowedHosts: ['*.example.com'] } });
    const statusFor = async (Host: string) => {
      const asked = http.get(`${exporter.url}/metrics`, { agent: false, headers: { Host } });
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    const statuses = [
      await statusFor('a.exporter.example.com:10911'),
      await statusFor('rebind.example.net'),
      await statusFor('another.example.net'),
    ];
    // A scrape may share the look of the one before.
    const series = await waitFor('the count', async () => {
      const scraped = await exporter.scrape();
      return scraped['ssm_contacts_exporter_web_refused_total{reason="host"}'] === 2 && scraped;
    });
    const counts = Object.entries(series).filter(([name]) => name.includes('_web_refused_total'));
    const told = exporter
      .log()
      .split('\n')
      .filter((line) => line.includes('is refused'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      { statuses, counts, told },
      {
        statuses: [200, 421, 421],
        counts: Object.entries({ certificate: 0, host: 2, password: 0, busy: 0, rate: 0, origin: 0 }).map(
          ([reason, count]) => [`ssm_contacts_exporter_web_refused_total{reason="${reason}"}`, count],
        ),
        told: [
          {
            level: 'warn',
            time: told[0]?.['time'],
            reason: 'host',
            client: '127.0.0.1',
            host: 'rebind.example.net',
            refused: 1,
            msg: 'a request is refused: no name of this host; if it is one, web.allowedHosts can have it',
          },
        ],
      },
    );
  });

  it('is not needed for several addresses, of which each is told', async () => {
    const socket = bed.path('web.sock');
    const exporter = await bed.start(
      await configuration(),
      '--web.listen-address=[::1]:0',
      `--web.listen-address=unix:${socket}`,
    );
    const urls = () => [...exporter.log().matchAll(/"url":"([^"]*)","msg":"listening"/g)].map(([, url = '']) => url);
    await waitFor('all addresses', () => urls().length === 3);
    const answers = await Promise.all([
      ...urls()
        .slice(0, 2)
        .map((url) => ask({ url: `${url}/metrics` })),
      ask({ url: 'http://exporter/metrics', socketPath: socket }),
    ]);
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(
      [urls().map((url) => url.replace(/:\d+$/, ':PORT')), statuses],
      [
        ['http://127.0.0.1:PORT', 'http://[::1]:PORT', `unix:${socket}`],
        [200, 200, 200],
      ],
    );
  });
});

describe('the sockets of systemd', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

  /** Opens a listening socket, for another process to take over. Returns where a client finds it. */
  async function open(where: number | { readonly path: string }): Promise<{ holder: Server; asked: Asked }> {
    if (typeof where === 'number') {
      const holder = createServer().listen(where, '127.0.0.1');
      await once(holder, 'listening');
      const { port } = holder.address() as AddressInfo;
      return { holder, asked: { url: `http://127.0.0.1:${port}/metrics` } };
    }
    // Whoever closes a socket removes it; it is moved to a name that its maker does not know.
    const holder = createServer().listen(`${where.path}.open`);
    await once(holder, 'listening');
    await rename(`${where.path}.open`, where.path);
    return { holder, asked: { url: 'http://exporter/metrics', socketPath: where.path } };
  }

  /** Starts the exporter with these sockets as systemd does it: behind the usual three files, and with its own id. */
  async function startWith(holders: readonly Server[]) {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')], []) });
    const config = await bed.write(configFor(simulator, ''));
    const script = `LISTEN_PID=$$ LISTEN_FDS=${holders.length} exec "$@"`;
    const args = [main, `--config.file=${config}`, '--web.systemd-socket', '--web.listen-address=127.0.0.1:1'];
    const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', ...holders.map(fdOf)],
    });
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    bed.ends(() => Promise.resolve(child.kill('SIGKILL')));
    const urls = () => [...log.matchAll(/"url":"([^"]*)","msg":"listening"/g)].map(([, url = '']) => url);
    await waitFor(
      'the exporter to listen',
      () => urls().length === holders.length || child.exitCode !== null,
      () => log,
    );
    // Two processes hold the sockets now, and either may be given a connection.
    for (const holder of holders) holder.close();
    return { child, urls };
  }

  const rows: [what: string, sockets: readonly ('tcp' | 'unix')[]][] = [
    ['a port', ['tcp']],
    ['a Unix socket', ['unix']],
    ['a Unix socket between two ports', ['tcp', 'unix', 'tcp']],
  ];
  for (const [what, sockets] of rows) {
    it(`are listened on in place of the configured address: ${what}`, async () => {
      const opened = await Promise.all(
        sockets.map((kind, index) => open(kind === 'tcp' ? 0 : { path: bed.path(`${index}.sock`) })),
      );
      const { child, urls } = await startWith(opened.map(({ holder }) => holder));
      const isAnswered = async ({ asked }: (typeof opened)[number]) => (await ask(asked)).status === 200;
      await Promise.all(opened.map((each) => waitFor('an answer', () => isAnswered(each))));
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number];
      const places = opened.map(({ asked: { url, socketPath } }, index) =>
        socketPath === undefined ? url.replace('/metrics', '') : `fd:${3 + index}`,
      );
      assert.deepEqual([urls(), code], [places, 0]);
      // They are systemd's, which goes on listening.
      const paths = opened.flatMap(({ asked: { socketPath } }) => socketPath ?? []);
      const left = await Promise.all(paths.map(async (path) => (await stat(path)).isSocket()));
      assert.deepEqual(
        left,
        paths.map(() => true),
      );
    });
  }

  it('are missing where nobody has passed any: exit code 1', async () => {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')], []) });
    const config = await bed.write(configFor(simulator, ''));
    const { code, stderr } = await bed.run([`--config.file=${config}`, '--web.systemd-socket']);
    assert.deepEqual(
      [code, stderr],
      [1, 'web.systemdSocket: systemd has passed no socket (LISTEN_PID and LISTEN_FDS)\n'],
    );
  });
});

/** Node.js tells it nowhere else. */
function fdOf(server: Server): number {
  return (server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}
