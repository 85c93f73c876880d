import assert from 'node:assert/strict';
import bcrypt from 'bcrypt';
import { emptyWebConfig } from '../../src/web/server.js';
import type { WebConfig, WebServer } from '../../src/web/server.js';
import { ask, askRaw, Gate, metricsText, serve, withServer } from './ask.js';
import { allReleased, connectRaw, request, statusLines } from './hostile-client.js';

const users = new Map([['prometheus', bcrypt.hashSync('right', 4)]]);
const guarded: WebConfig = { ...emptyWebConfig, users };

function basic(user: string, password: string): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** Requests with these passwords, in one packet. */
function scrapesWith(...passwords: string[]): string {
  const fields = passwords.map((password) => basic('prometheus', password).Authorization);
  return fields.map((field) => request('/metrics', `Authorization: ${field}`)).join('');
}

const shown = ['content-security-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy'];
const alsoShown = ['referrer-policy', 'x-content-type-options', 'x-frame-options', 'cache-control'];
const everyAnswers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'cache-control': 'no-store',
};

function securityHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries([...shown, ...alsoShown].map((name) => [name, headers[name]]));
}

describe('every answer has the security headers:', () => {
  const rows: [method: string, path: string, status: number, headers?: Record<string, string>][] = [
    ['GET', '/', 200],
    ['GET', '/metrics', 200],
    ['HEAD', '/metrics', 200],
    ['GET', '/-/healthy', 200],
    ['GET', '/nowhere', 404],
    ['POST', '/metrics', 405],
    ['OPTIONS', '/', 405],
    ['TRACE', '/', 405],
    ['GET', '/metrics', 417, { Expect: 'wonders' }],
    ['GET', '/metrics', 421, { Host: 'rebind.example.com' }],
    ['POST', '/-/reload', 403, { Origin: 'http://other.example.com' }],
  ];
  for (const [method, path, status, headers = {}] of rows) {
    it(`that of ${method} ${path} with ${status}`, async () => {
      const answer = await withServer({}, (url) => ask(url + path, method, { headers }));
      assert.deepEqual([answer.status, securityHeaders(answer.headers)], [status, everyAnswers]);
    });
  }

  it('that of a guarded path with 401', async () => {
    const { status, headers, body } = await withServer({ webConfig: guarded }, (url) => ask(url));
    assert.deepEqual([status, securityHeaders(headers), body], [401, everyAnswers, 'unauthorized\n']);
  });

  const unreadable: [what: string, message: string][] = [
    ['what is no request', 'EHLO exporter\r\n\r\n'],
    ['a request without a Host', 'GET /-/healthy HTTP/1.1\r\n\r\n'],
    ['one without a Host that waits to go on', 'GET / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n'],
    ['one without a Host that expects wonders', 'GET / HTTP/1.1\r\nExpect: wonders\r\n\r\n'],
  ];
  for (const [what, message] of unreadable) {
    it(`that of ${what}`, async () => {
      const server = await serve();
      const client = await connectRaw(server.url, message);
      const received = await client.gone;
      await server.close();
      const [head = ''] = received.split('\r\n\r\n');
      const [status, ...lines] = head.split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.replace(/:.*/, '').toLowerCase(), line.replace(/^[^:]*: /, '')]),
      );
      assert.deepEqual([status, securityHeaders(headers)], ['HTTP/1.1 400 Bad Request', everyAnswers]);
    });
  }

  it('and HTTP/1.0 needs no Host', async () => {
    const statusLine = await withServer({}, (url) => askRaw(url, 'GET /metrics HTTP/1.0\r\n\r\n'));
    assert.equal(statusLine, 'HTTP/1.1 200 OK');
  });

  it('and those that are configured instead or beside', async () => {
    const configured = {
      'Strict-Transport-Security': 'max-age=1',
      'X-Frame-Options': 'sameorigin',
      'Content-Security-Policy': '',
    };
    const { headers } = await withServer({ webConfig: { ...emptyWebConfig, headers: configured } }, (url) => ask(url));
    assert.deepEqual(
      [headers['strict-transport-security'], headers['x-frame-options'], headers['content-security-policy']],
      ['max-age=1', 'sameorigin', undefined],
    );
  });
});

describe('the frames in which a page is shown', () => {
  const own = everyAnswers['content-security-policy'];
  const rows: [configured: Record<string, string>, policy: string][] = [
    [{}, own],
    [{ 'X-Frame-Options': 'deny' }, own],
    [{ 'X-Frame-Options': 'sameorigin' }, own.replace("frame-ancestors 'none'", "frame-ancestors 'self'")],
    [{ 'X-Frame-Options': 'sameorigin', 'Content-Security-Policy': "default-src 'self'" }, "default-src 'self'"],
  ];
  for (const [configured, policy] of rows) {
    it(`are told by the policy, too, with ${JSON.stringify(configured)} configured`, async () => {
      const webConfig = { ...emptyWebConfig, headers: configured };
      const { headers } = await withServer({ webConfig }, (url) => ask(`${url}/metrics`));
      assert.deepEqual(
        [headers['x-frame-options'], headers['content-security-policy']],
        [configured['X-Frame-Options'] ?? 'deny', policy],
      );
    });
  }
});

describe('a password', () => {
  const rows: [what: string, headers: Record<string, string>, status: number][] = [
    ['none', {}, 401],
    ['the right one', basic('prometheus', 'right'), 200],
    ['a wrong one', basic('prometheus', 'wrong'), 401],
    ['an empty one', basic('prometheus', ''), 401],
    ['that of an unknown user', basic('nobody', 'right'), 401],
    ['a user named like a method of objects', basic('constructor', 'right'), 401],
    ['another scheme', { Authorization: 'Bearer abc' }, 401],
    ['nonsense', { Authorization: 'Basic !!!' }, 401],
    ['no colon', { Authorization: `Basic ${Buffer.from('prometheus').toString('base64')}` }, 401],
    [
      'the scheme in capitals',
      { Authorization: basic('prometheus', 'right').Authorization.replace('Basic', 'BASIC') },
      200,
    ],
  ];
  for (const [what, headers, status] of rows) {
    it(`is asked for, and ${what} is answered ${status}`, async () => {
      const answer = await withServer({ webConfig: guarded }, (url) => ask(`${url}/metrics`, 'GET', { headers }));
      assert.deepEqual(
        [answer.status, answer.headers['www-authenticate']],
        [status, status === 401 ? 'Basic realm="ssm-contacts-exporter", charset="UTF-8"' : undefined],
      );
    });
  }

  const paths: [method: string, path: string, status: number][] = [
    ['GET', '/-/healthy', 200],
    ['HEAD', '/-/ready', 200],
    ['GET', '/-/ready?verbose', 200],
    ['POST', '/-/healthy', 401],
    ['GET', '/-/healthy/', 401],
    ['GET', '/-/HEALTHY', 401],
    ['GET', '//-/healthy', 401],
    ['GET', '/-/healthy/../../metrics', 401],
    ['GET', '/%2d/healthy', 401],
    ['GET', '/', 401],
    ['GET', '/metrics?x=/-/healthy', 401],
    ['GET', '/status', 401],
    ['GET', '/config', 401],
    ['GET', '/api/v1/status', 401],
    ['GET', '/assets/pages.js', 401],
    ['GET', '/nowhere', 401],
    ['POST', '/-/reload', 401],
    ['OPTIONS', '/metrics', 401],
  ];
  for (const [method, path, status] of paths) {
    it(`that is missing is answered ${status} at ${method} ${path}`, async () => {
      const answer = await withServer({ webConfig: guarded }, (url) => ask(url + path, method));
      assert.equal(answer.status, status);
    });
  }

  it('that is remembered is not kept waiting by a flood of wrong ones', async () => {
    const gate = new Gate();
    const compare = async (password: Buffer) => {
      if (password.toString() === 'right') return true;
      await gate.scrape();
      return false;
    };
    const statuses = await withServer({ webConfig: guarded, passwords: { compare } }, async (url) => {
      const scrape = () => ask(`${url}/metrics`, 'GET', { headers: basic('prometheus', 'right') });
      const before = await scrape();
      const guesses = Array.from({ length: 30 }, (_, index) =>
        ask(`${url}/metrics`, 'GET', { headers: basic('prometheus', `guess ${index}`) }),
      );
      await gate.begun(1);
      const meanwhile = await Promise.all([scrape(), scrape()]);
      const opening = setInterval(() => gate.open(), 1);
      const guessed = await Promise.all(guesses);
      clearInterval(opening);
      return {
        scrapes: [before, ...meanwhile].map(({ status }) => status),
        wrong: guessed.filter(({ status }) => status === 401).length,
        refused: guessed.filter(({ status }) => status === 503).length,
      };
    });
    assert.deepEqual(statuses, { scrapes: [200, 200, 200], wrong: 9, refused: 21 });
  });
});

describe('a server that is closed', () => {
  it('lets those go whose password waits to be compared, and compares no more', async () => {
    const gate = new Gate();
    let compared = 0;
    const compare = async () => {
      compared += 1;
      await gate.scrape();
      return true;
    };
    const server = await serve({ webConfig: guarded, passwords: { compare } });
    const client = await connectRaw(server.url, scrapesWith('a', 'b', 'c'));
    await gate.begun(1);
    const closed = server.close();
    gate.open();
    const statuses = statusLines(await client.gone);
    await closed;
    assert.deepEqual([compared, statuses], [1, ['200', '503', '503']]);
  });
});

describe('a password of somebody who hangs up', () => {
  it('is compared when its turn has come, so that the next request gets in at once', async () => {
    const gate = new Gate();
    const compared: string[] = [];
    const compare = async (password: Buffer) => {
      compared.push(password.toString());
      await gate.scrape();
      return password.toString() === 'right';
    };
    const server = await serve({ webConfig: guarded, passwords: { compare } });
    const client = await connectRaw(server.url, scrapesWith('wrong', 'right'));
    await gate.begun(1);
    client.socket.resetAndDestroy();
    await allReleased(server);
    gate.open();
    await gate.begun(2);
    gate.open();
    const { status } = await ask(`${server.url}/metrics`, 'GET', { headers: basic('prometheus', 'right') });
    await server.close();
    assert.deepEqual([status, compared], [200, ['wrong', 'right']]);
  });
});

describe('a name of somebody else', () => {
  it('is refused to a connection that is reset before its request is heard', async () => {
    const refused: string[] = [];
    let reloads = 0;
    const server = await serve({
      refused: ({ reason }) => refused.push(reason),
      reload: () => {
        reloads += 1;
        return Promise.resolve({ status: 200, text: 'reloaded\n' });
      },
    });
    const client = await connectRaw(server.url, '');
    await ask(`${server.url}/-/healthy`);
    client.socket.write('POST /-/reload HTTP/1.1\r\nHost: rebind.example.com\r\nContent-Length: 0\r\n\r\n');
    client.socket.resetAndDestroy();
    await allReleased(server);
    await server.close();
    assert.deepEqual({ refused, reloads }, { refused: ['host'], reloads: 0 });
  });
});

describe('a limit of requests', () => {
  it('is kept by all but the probes, and answered 429', async () => {
    const webConfig = { ...emptyWebConfig, rateLimit: { intervalMs: 3_600_000, burst: 2 } };
    const statuses = await withServer({ webConfig }, async (url) => {
      const found: unknown[] = [];
      for (const path of ['/metrics', '/-/healthy', '/', '/metrics', '/-/ready', '/nowhere']) {
        const { status, headers } = await ask(url + path);
        found.push([path, status, headers['retry-after']]);
      }
      return found;
    });
    assert.deepEqual(statuses, [
      ['/metrics', 200, undefined],
      ['/-/healthy', 200, undefined],
      ['/', 200, undefined],
      ['/metrics', 429, '1'],
      ['/-/ready', 200, undefined],
      ['/nowhere', 429, '1'],
    ]);
  });
});

describe('another web configuration', () => {
  async function statusesWith(server: WebServer): Promise<(number | undefined)[]> {
    const asked = [{}, basic('prometheus', 'right'), basic('ann', 'right')];
    const answers = await Promise.all(asked.map((headers) => ask(`${server.url}/metrics`, 'GET', { headers })));
    return answers.map(({ status }) => status);
  }

  it('holds from the next request on, and an answer under way is finished', async () => {
    const gate = new Gate();
    let isWaiting = true;
    const scrape = () => (isWaiting ? gate.scrape() : Promise.resolve({ headers: {}, body: Buffer.from(metricsText) }));
    const server = await serve({ scrape, maxRequests: 9 });
    const underWay = ask(`${server.url}/metrics`);
    await gate.begun(1);
    isWaiting = false;
    const open = await statusesWith(server);
    server.use(guarded);
    const closed = await statusesWith(server);
    server.use({ ...guarded, users: new Map([['ann', bcrypt.hashSync('right', 4)]]) });
    const changed = await statusesWith(server);
    gate.open();
    const { status, body } = await underWay;
    await server.close();
    assert.deepEqual(
      { open, closed, changed, underWay: [status, body] },
      { open: [200, 200, 200], closed: [401, 200, 401], changed: [401, 401, 200], underWay: [200, metricsText] },
    );
  });

  it('with the same limit does not fill it again', async () => {
    const limited = (burst: number) => ({ ...emptyWebConfig, rateLimit: { intervalMs: 3_600_000, burst } });
    const server = await serve({ webConfig: limited(1) });
    const statuses = [(await ask(server.url)).status];
    server.use(limited(1));
    statuses.push((await ask(server.url)).status);
    server.use(limited(2));
    statuses.push((await ask(server.url)).status);
    await server.close();
    assert.deepEqual(statuses, [200, 429, 200]);
  });
});

describe('a page of another origin', () => {
  const rows: [method: string, headers: Record<string, string>, status: number][] = [
    ['POST', {}, 405],
    ['POST', { Origin: 'http://other.example.com' }, 403],
    ['POST', { Origin: 'null' }, 403],
    ['POST', { Origin: 'http://exporter:10911', Host: 'exporter:10911' }, 405],
    ['POST', { Origin: 'http://exporter:80', Host: 'exporter:10911' }, 403],
    ['GET', { Origin: 'http://other.example.com' }, 200],
  ];
  for (const [method, headers, status] of rows) {
    it(`is answered ${status} at ${method} with ${JSON.stringify(headers)}`, async () => {
      const answer = await withServer({}, (url) => ask(url, method, { headers }));
      assert.equal(answer.status, status);
    });
  }

  it('may ask for no other name of the host without TLS and password, but for those that are allowed', async () => {
    const statuses = await withServer({ allowedHosts: ['exporter.example.com'] }, async (url) => {
      const names = ['exporter.example.com', 'exporter.example.com:10911', 'rebind.example.com', '127.0.0.1.nip.io'];
      const answers = await Promise.all(names.map((Host) => ask(url, 'GET', { headers: { Host } })));
      return answers.map(({ status }) => status);
    });
    assert.deepEqual(statuses, [200, 200, 421, 421]);
  });

  it('is kept out by a password in any case, so that any name will do', async () => {
    const headers = { ...basic('prometheus', 'right'), Host: 'anything.example.com' };
    const { status } = await withServer({ webConfig: guarded }, (url) => ask(`${url}/metrics`, 'GET', { headers }));
    assert.equal(status, 200);
  });

  it('reads nothing of what it has asked for in a refusal', async () => {
    const marker = 'zq7xkcd';
    const asked: [path: string, method: string, headers: Record<string, string>][] = [
      [`/${marker}`, 'GET', {}],
      ['/', 'GET', { Host: `${marker}.example.com` }],
      [`/${marker}?${marker}=${marker}`, 'POST', { Origin: `http://${marker}` }],
      [`/metrics?name[]=${marker}`, 'GET', { Accept: marker, 'X-Prometheus-Scrape-Timeout-Seconds': marker }],
    ];
    const answers = await withServer({}, (url) =>
      Promise.all(asked.map(([path, method, headers]) => ask(url + path, method, { headers }))),
    );
    assert.deepEqual(
      answers.map(({ status, headers, body }) => [status, `${JSON.stringify(headers)}${body}`.includes(marker)]),
      [
        [404, false],
        [421, false],
        [403, false],
        [200, false],
      ],
    );
  });
});

describe('the timeout of a scrape', () => {
  it('is kept: a scrape that takes longer is answered 503 a little before', async () => {
    const gate = new Gate();
    const found = await withServer({ scrape: gate.scrape }, async (url) => {
      const begun = performance.now();
      const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '0.5' };
      const { status, body } = await ask(`${url}/metrics`, 'GET', { headers });
      const tookMs = performance.now() - begun;
      gate.open();
      return { status, body, isInTime: tookMs > 400 && tookMs < 5000 };
    });
    assert.deepEqual(found, { status: 503, body: 'not ready within the scrape timeout\n', isInTime: true });
  });

  for (const value of ['10', '', '0', '-1', 'soon', '1e300', 'NaN']) {
    it(`of ${JSON.stringify(value)} changes nothing for a quick scrape`, async () => {
      const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': value };
      const { status, body } = await withServer({}, (url) => ask(`${url}/metrics`, 'GET', { headers }));
      assert.deepEqual([status, body], [200, metricsText]);
    });
  }
});
