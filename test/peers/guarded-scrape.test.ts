import assert from 'node:assert/strict';
import bcrypt from 'bcrypt';
import { loadWebFile } from '../../src/config/web-file/load.js';
import { problemLine } from '../../src/config/problem.js';
import type { WebServer } from '../../src/web/server.js';
import { waitFor } from '../e2e/wait.js';
import { serve } from '../web/ask.js';
import { Certificates, localNames } from '../web/certificates.js';
import type { Certificate } from '../web/certificates.js';
import { needProgram, run } from './program.js';
import { startPrometheusWith, type Prometheus } from './prometheus.js';

/** A server with all that a web configuration can ask for, and what a client needs to be let in. */
class Site {
  readonly made: Certificates;
  readonly server: WebServer;
  readonly authority: Certificate;
  readonly clients: Readonly<Record<'good' | 'nameless' | 'strange', Certificate>>;

  private constructor(parts: Pick<Site, 'made' | 'server' | 'authority' | 'clients'>) {
    ({ made: this.made, server: this.server, authority: this.authority, clients: this.clients } = parts);
  }

  static async open(): Promise<Site> {
    const made = await Certificates.create();
    const authority = await made.authority('authority');
    await made.make('server', { names: localNames, usage: 'serverAuth', by: authority });
    const names = [{ type: 'dns', value: 'prometheus.example.com' } as const];
    const clients = {
      good: await made.make('good', { names, usage: 'clientAuth', by: authority }),
      nameless: await made.make('nameless', { usage: 'clientAuth', by: authority }),
      strange: await made.make('strange', { names, usage: 'clientAuth', by: await made.authority('stranger') }),
    };
    const hash = bcrypt.hashSync('right', 10).replace('$2b$', '$2y$');
    const file = await made.write(
      'web.yml',
      `tls_server_config:
  cert_file: server.pem
  key_file: server.key
  client_ca_file: authority.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example.com]
http_server_config: { headers: { Strict-Transport-Security: max-age=31536000 } }
basic_auth_users: { prometheus: ${hash} }
rate_limit: { interval: 10ms, burst: 100 }
`,
    );
    const loaded = await loadWebFile(file);
    if ('problems' in loaded) throw new Error(loaded.problems.map(problemLine).join('\n'));
    const server = await serve({ webConfig: loaded.webFile, maxRequests: 9 });
    return new Site({ made, server, authority, clients });
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.made.remove();
  }
}

describe('a server with TLS, certificates of clients and passwords', function () {
  this.timeout(120_000);
  let site: Site;

  before(async () => {
    needProgram('curl', ['--version'], 'curl');
    needProgram('openssl', ['version'], 'openssl');
    needProgram('prometheus', ['--version'], 'prometheus');
    site = await Site.open();
  });

  after(() => site.close());

  async function curl(...args: string[]): Promise<{ code: number; out: string }> {
    const options = ['--silent', '--output', '/dev/null', '--write-out', '%{http_code} %{http_version}'];
    const { code, out } = await run('curl', [...options, '--cacert', site.authority.cert, ...args]);
    return { code, out };
  }

  const as = ({ cert, key }: Certificate) => ['--cert', cert, '--key', key];

  it('answers curl as it should', async () => {
    const { url } = site.server;
    const { good, nameless, strange } = site.clients;
    const right = ['--user', 'prometheus:right'];
    const { port } = new URL(url);
    const found = {
      right: await curl(...as(good), ...right, `${url}/metrics`),
      'by HTTP/2 if it can be': await curl('--http2', ...as(good), ...right, `${url}/metrics`),
      'wrong password': await curl(...as(good), '--user', 'prometheus:wrong', `${url}/metrics`),
      'unknown user': await curl(...as(good), '--user', 'nobody:right', `${url}/metrics`),
      'no password': await curl(...as(good), `${url}/metrics`),
      'a probe': await curl(...as(good), `${url}/-/healthy`),
    };
    assert.deepEqual(found, {
      right: { code: 0, out: '200 1.1' },
      'by HTTP/2 if it can be': { code: 0, out: '200 1.1' },
      'wrong password': { code: 0, out: '401 1.1' },
      'unknown user': { code: 0, out: '401 1.1' },
      'no password': { code: 0, out: '401 1.1' },
      'a probe': { code: 0, out: '200 1.1' },
    });
    const kept = [
      await curl(...right, `${url}/metrics`),
      await curl(...as(nameless), ...right, `${url}/metrics`),
      await curl(...as(strange), ...right, `${url}/metrics`),
      await curl(
        ...as(good),
        ...right,
        '--resolve',
        `other.example.com:${port}:127.0.0.1`,
        `https://other.example.com:${port}/metrics`,
      ),
      await curl(...as(good), ...right, url.replace('https:', 'http:')),
    ];
    assert.deepEqual(
      kept.map(({ out }) => out.slice(0, 3)),
      Array<string>(5).fill('000'),
    );
    assert.deepEqual(
      kept.filter(({ code }) => code === 0),
      [],
    );
  });

  const versions: [flag: string, spoken: string][] = [
    ['-tls1', 'none'],
    ['-tls1_1', 'none'],
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ];
  for (const [flag, spoken] of versions) {
    it(`agrees with openssl s_client ${flag} on ${spoken}`, async () => {
      const { cert, key } = site.clients.good;
      const { out, errors } = await run('openssl', [
        ...['s_client', '-connect', new URL(site.server.url).host, flag, '-cipher', 'DEFAULT:@SECLEVEL=0', '-brief'],
        ...['-CAfile', site.authority.cert, '-verify_return_error', '-cert', cert, '-key', key],
      ]);
      assert.equal(/Protocol version: (\S+)/.exec(out + errors)?.[1] ?? 'none', spoken);
    });
  }

  it('is scraped by Prometheus, and by no Prometheus that lacks something', async () => {
    const { host } = new URL(site.server.url);
    const { good } = site.clients;
    const ca = `ca_file: ${site.authority.cert}`;
    const certificate = `cert_file: ${good.cert}, key_file: ${good.key}`;
    const password = (word: string) => `basic_auth: { username: prometheus, password: ${word} }`;
    const jobs: [name: string, settings: string[]][] = [
      ['complete', [`tls_config: { ${ca}, ${certificate} }`, password('right')]],
      ['without-certificate', [`tls_config: { ${ca} }`, password('right')]],
      ['wrong-password', [`tls_config: { ${ca}, ${certificate} }`, password('wrong')]],
      ['without-password', [`tls_config: { ${ca}, ${certificate} }`]],
      ['without-authority', [`tls_config: { ${certificate} }`, password('right')]],
    ];
    const prometheus: Prometheus = await startPrometheusWith([
      'global: { scrape_interval: 1s }',
      'scrape_configs:',
      ...jobs.map(
        ([name, settings]) =>
          `- { job_name: ${name}, scheme: https, static_configs: [{ targets: ['${host}'] }], ${settings.join(', ')} }`,
      ),
    ]);
    try {
      const upByJob = async () => {
        const series = await prometheus.query('up');
        return Object.fromEntries(series.map(({ labels, samples }) => [labels['job'] ?? '', samples.at(-1)?.[1]]));
      };
      const up = await waitFor('all jobs', async () => {
        const found = await upByJob();
        return Object.keys(found).length === jobs.length && found['complete'] === 1 && found;
      });
      assert.deepEqual(up, {
        complete: 1,
        'without-authority': 0,
        'without-certificate': 0,
        'without-password': 0,
        'wrong-password': 0,
      });
    } finally {
      await prometheus.stop();
    }
  });
});
