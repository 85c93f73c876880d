import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Certificates } from '../web/certificates.js';
import { untilListening } from './exporter-process.js';
import { accountOf, person } from './scripted-account.js';
import { configFor } from './target.js';
import { useTestBed } from './test-bed.js';

describe('healthcheck', function () {
  this.timeout(60_000);
  const bed = useTestBed('test');

  /** Answers in place of an exporter, and says where. */
  async function standIn(answer: RequestListener): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    bed.ends(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function startExporter(): Promise<string> {
    const simulator = await bed.simulate({ world: accountOf([person('akuam')]) });
    const { url } = await bed.start(configFor(simulator, ''));
    return new URL(url).host;
  }

  const healthy = { code: 0, signal: null, stdout: '', stderr: '' };
  const unhealthy = (stderr: string) => ({ code: 1, signal: null, stdout: '', stderr });
  const address = 'SSM_CONTACTS_EXPORTER_WEB_LISTEN_ADDRESS';
  const configFile = 'SSM_CONTACTS_EXPORTER_CONFIG_FILE';

  it('says nothing and ends with 0 when the exporter is healthy, wherever the address was set', async () => {
    const host = await startExporter();
    const file = await bed.write({ web: { listenAddress: host } });
    const endings = await Promise.all([
      bed.run(['healthcheck', `--web.listen-address=${host}`]),
      bed.run(['healthcheck'], { [address]: host }),
      bed.run(['healthcheck', `--config.file=${file}`]),
      bed.run(['healthcheck'], { [configFile]: file }),
    ]);
    assert.deepEqual(endings, [healthy, healthy, healthy, healthy]);
  });

  it('asks on the loopback interface when the exporter listens on all', async () => {
    const port = new URL(`http://${await startExporter()}`).port;
    const endings = await Promise.all(
      ['', '0.0.0.0', '[::]'].map((host) => bed.run(['healthcheck', `--web.listen-address=${host}:${port}`])),
    );
    assert.deepEqual(endings, [healthy, healthy, healthy]);
  });

  it('asks through TLS and a Unix socket, too, and needs no password and no certificate', async () => {
    const made = await Certificates.create();
    bed.ends(() => made.remove());
    await made.make('server');
    const simulator = await bed.simulate({ world: accountOf([person('akuam')]) });
    const tls = 'cert_file: server.pem, key_file: server.key';
    const texts = [
      `tls_server_config: { ${tls} }`,
      `tls_server_config: { ${tls}, client_auth_type: RequireAndVerifyClientCert }`,
      `tls_server_config: { ${tls}, client_auth_type: RequireAnyClientCert }`,
      `tls_server_config: { ${tls}, client_auth_type: RequireAndVerifyClientCert, max_version: TLS12 }`,
      `basic_auth_users: { ann: $2y$04$${'a'.repeat(53)} }`,
    ];
    const endings: unknown[] = [];
    for (const text of texts) {
      const configFile = await made.write('web.yml', text);
      const exporter = await bed.start({ ...configFor(simulator, ''), web: { configFile } });
      const { host } = new URL(exporter.url);
      endings.push(await bed.run(['healthcheck', `--web.listen-address=${host}`, `--web.config.file=${configFile}`]));
      await exporter.end();
    }
    const socket = `--web.listen-address=unix:${bed.path('web.sock')}`;
    await untilListening(bed.spawn([`--config.file=${await bed.write(configFor(simulator, ''))}`, socket]));
    endings.push(await bed.run(['healthcheck', socket]));
    assert.deepEqual(endings, Array<unknown>(6).fill(healthy));
  });

  it('goes by variables and flags alone when the file has been broken or taken away meanwhile', async () => {
    const env = { [address]: await startExporter() };
    const endings = await Promise.all([
      bed.run(['healthcheck', `--config.file=${await bed.write('poll: [', 'broken.yaml')}`], env),
      bed.run(['healthcheck'], { ...env, [configFile]: bed.path('gone.yaml') }),
    ]);
    assert.deepEqual(endings, [healthy, healthy]);
  });

  it('ends with 1 and the reason when nothing listens', async () => {
    const ending = await bed.run(['healthcheck', '--web.listen-address=127.0.0.1:1']);
    assert.deepEqual(ending, unhealthy('127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n'));
  });

  it('ends with 1 and names an address of IPv6 as it is configured', async () => {
    const ending = await bed.run(['healthcheck', '--web.listen-address=[::1]:1']);
    assert.deepEqual(ending, unhealthy('[::1]:1: connect ECONNREFUSED ::1:1\n'));
  });

  it('asks at the first address that says where', async () => {
    const host = await startExporter();
    const ending = await bed.run([
      'healthcheck',
      '--web.listen-address=127.0.0.1:0',
      `--web.listen-address=${host}`,
      '--web.listen-address=127.0.0.1:1',
    ]);
    assert.deepEqual(ending, healthy);
  });

  const usageProblem = (stderr: string) => ({ code: 2, signal: null, stdout: '', stderr });

  it('ends with 2 when systemd opens the sockets, until one of them is named', async () => {
    const host = await startExporter();
    const file = await bed.write({ web: { systemdSocket: true } });
    const endings = [
      await bed.run(['healthcheck', `--config.file=${file}`, `--web.listen-address=${host}`]),
      await bed.run([
        'healthcheck',
        `--config.file=${file}`,
        '--web.systemd-socket=false',
        `--web.listen-address=${host}`,
      ]),
    ];
    assert.deepEqual(endings, [
      usageProblem(
        'web.systemdSocket: a health check does not know which sockets systemd has passed to the exporter;\n' +
          'name one with --web.systemd-socket=false --web.listen-address=ADDRESS\n',
      ),
      healthy,
    ]);
  });

  it('ends with 2 when the port is any that is free', async () => {
    assert.deepEqual(
      await bed.run(['healthcheck', '--web.listen-address=127.0.0.1:0']),
      usageProblem(
        'web.listenAddress: a health check does not know which free port the exporter has found;\n' +
          'name it with --web.listen-address=ADDRESS\n',
      ),
    );
  });

  it('ends with 1 and the reason when something else than 200 is answered', async () => {
    const host = await standIn((request, response) =>
      response.writeHead(request.url === '/-/healthy' ? 500 : 200).end(),
    );
    assert.deepEqual(
      await bed.run(['healthcheck', `--web.listen-address=${host}`]),
      unhealthy(`${host}: answered 500\n`),
    );
  });

  it('ends with 1 and the reason when nothing is answered', async () => {
    const host = await standIn(() => undefined);
    assert.deepEqual(
      await bed.run(['healthcheck', `--web.listen-address=${host}`]),
      unhealthy(`${host}: no answer within 4 s\n`),
    );
  });
});
