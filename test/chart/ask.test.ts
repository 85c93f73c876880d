import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort } from '../peers/background-program.js';
import { leastValues, render } from './helm.js';
import { podsOf } from './pod.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

describe('the container of helm test', () => {
  let exporter: ChildProcess;
  let exporterUrl: string;
  let stranger: Server;
  let strangerUrl: string;

  before(async () => {
    const port = await freePort();
    exporterUrl = `http://127.0.0.1:${port}`;
    const flags = [`--web.listen-address=127.0.0.1:${port}`, '--web.telemetry-path=/m', '--log.level=fatal'];
    // The container waits for it to be ready.
    exporter = spawn(process.execPath, [main, 'demo', ...flags], { stdio: 'ignore' });
    stranger = createServer((request, response) => {
      const isAllowed = request.headers.authorization === 'Basic cHJvYmU6cHJvYmU=';
      response.writeHead(isAllowed ? 200 : 401).end('ssm_contacts_exporter_build_info{version="1"} 1\n');
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  });

  after(async () => {
    const ended = once(exporter, 'exit');
    exporter.kill('SIGTERM');
    await ended;
    stranger.close();
  });

  it('succeeds when every exporter is ready and shows its metrics', async () => {
    const { code, out } = await ask([exporterUrl, `${exporterUrl}/.`], { TIMEOUT_SECONDS: '30' });
    assert.deepEqual(
      [code, out.split('\n').sort()],
      [0, ['', `${exporterUrl}/.: ready, and shows its metrics`, `${exporterUrl}: ready, and shows its metrics`]],
    );
  });

  it('fails when one of them does not answer', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    const { code, out, errors } = await ask([exporterUrl, gone], { TIMEOUT_SECONDS: '1' });
    assert.deepEqual([code, out], [1, `${exporterUrl}: ready, and shows its metrics\n`]);
    assert.match(errors, new RegExp(`^${gone}: fetch failed .*ECONNREFUSED`));
  });

  it('fails when the metrics are somewhere else', async () => {
    const { code, errors } = await ask([exporterUrl], { TIMEOUT_SECONDS: '1', TELEMETRY_PATH: '/metrics' });
    assert.deepEqual([code, errors], [1, `${exporterUrl}: ${exporterUrl}/metrics: 404 not found\n`]);
  });

  it('sends the headers of the probes', async () => {
    const values = [
      '--set=web.probeHeaders[0].name=Authorization',
      '--set=web.probeHeaders[0].value=Basic cHJvYmU6cHJvYmU=',
    ];
    const [good, bad] = [await ask([strangerUrl], {}, values), await ask([strangerUrl], { TIMEOUT_SECONDS: '0' })];
    assert.deepEqual([good.code, bad.code], [0, 1]);
    assert.match(bad.errors, /\/-\/ready: 401 /);
  });

  it('fails when there is nobody to ask', async () => {
    assert.equal((await ask([], {})).code, 1);
  });
});

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs what the rendered pod runs, in this Node.js, about other addresses and with further variables. */
async function ask(addresses: readonly string[], variables: Record<string, string>, values: readonly string[] = []) {
  const objects = await render(`--values=${leastValues}`, '--set=web.telemetryPath=/m', ...values);
  const container = podsOf(objects)
    .flatMap(({ containers }) => containers)
    .find(({ name }) => name === 'ask');
  const { command, args = [], env = [] } = container ?? {};
  assert.deepEqual(command, ['/nodejs/bin/node']);
  const own = args.slice(0, args.indexOf('--') + 1);
  const environment = { ...Object.fromEntries(env.map(({ name, value }) => [name, value])), ...variables };
  return new Promise<Answer>((resolve) => {
    const child = execFile(process.execPath, [...own, ...addresses], { env: environment }, (_error, out, errors) =>
      resolve({ code: child.exitCode ?? -1, out, errors }),
    );
  });
}
