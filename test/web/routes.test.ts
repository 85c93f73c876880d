import assert from 'node:assert/strict';
import type { ScrapeRequest } from '../../src/web/scrape-endpoint.js';
import { ask, askRaw, metrics, metricsText, withServer } from './ask.js';

const name = 'ssm-contacts-exporter';
const metricsType = metrics.headers['Content-Type'];
const plain = 'text/plain; charset=utf-8';

type Row = [method: string, path: string, status: number, type: string | undefined, body: string];

const rows: Row[] = [
  ['GET', '/metrics', 200, metricsType, metricsText],
  ['GET', '/metrics?name[]=a', 200, metricsType, metricsText],
  ['HEAD', '/metrics', 200, metricsType, ''],
  ['GET', '/-/healthy', 200, plain, `${name} is healthy.\n`],
  ['HEAD', '/-/healthy', 200, plain, ''],
  ['GET', '/-/ready', 200, plain, `${name} is ready.\n`],
  ['HEAD', '/', 200, 'text/html; charset=utf-8', ''],
  ['GET', '/nothing', 404, plain, 'not found\n'],
  ['HEAD', '/nothing', 404, plain, ''],
  ['GET', '/metrics/more', 404, plain, 'not found\n'],
  ['GET', '/%', 404, plain, 'not found\n'],
  ['GET', '/%c0%ae%c0%ae/', 404, plain, 'not found\n'],
];

describe('the web server', () => {
  for (const [method, path, status, type, body] of rows) {
    it(`answers ${method} ${path} with ${status}`, async () => {
      const answer = await withServer({}, (url) => ask(url + path, method));
      assert.deepEqual([answer.status, answer.headers['content-type'], answer.body], [status, type, body]);
    });
  }

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`answers ${method} with 405 and the methods that it allows`, async () => {
      const answer = await withServer({}, (url) => ask(`${url}/metrics`, method));
      assert.deepEqual([answer.status, answer.headers.allow, answer.body], [405, 'GET, HEAD', 'method not allowed\n']);
    });
  }

  it('lets nothing be stored, sniffed or told about the framework', async () => {
    const { headers } = await withServer({}, (url) => ask(`${url}/-/healthy`));
    const { 'cache-control': cache, 'x-content-type-options': sniffing, 'x-powered-by': framework, etag } = headers;
    assert.deepEqual([cache, sniffing, framework, etag], ['no-store', 'nosniff', undefined, undefined]);
  });

  it('serves the metrics where it is told to', async () => {
    const statuses = await withServer({ telemetryPath: '/internal/prometheus' }, async (url) => {
      const answers = await Promise.all(['/internal/prometheus', '/metrics'].map((path) => ask(url + path)));
      return answers.map(({ status }) => status);
    });
    assert.deepEqual(statuses, [200, 404]);
  });

  const malformed: [target: string, statusLine: string][] = [
    ['http://[', 'HTTP/1.1 404 Not Found'],
    ['*', 'HTTP/1.1 404 Not Found'],
    ['http://other.example/metrics', 'HTTP/1.1 200 OK'],
    ['http://other.example//metrics', 'HTTP/1.1 404 Not Found'],
    ['//other.example/metrics', 'HTTP/1.1 404 Not Found'],
    ['//metrics', 'HTTP/1.1 404 Not Found'],
    ['/x/../metrics', 'HTTP/1.1 404 Not Found'],
    ['/./metrics', 'HTTP/1.1 404 Not Found'],
    ['/%2e%2e/metrics', 'HTTP/1.1 404 Not Found'],
    ['/%6detrics', 'HTTP/1.1 404 Not Found'],
    ['/x/..\\metrics', 'HTTP/1.1 404 Not Found'],
    ['/metrics?', 'HTTP/1.1 200 OK'],
    ['/metrics?/x/../', 'HTTP/1.1 200 OK'],
    ['/\x01', 'HTTP/1.1 400 Bad Request'],
  ];
  for (const [target, statusLine] of malformed) {
    it(`survives the request target ${JSON.stringify(target)}`, async () => {
      const { answer, afterwards } = await withServer({}, async (url) => ({
        answer: await askRaw(url, `GET ${target} HTTP/1.1\r\nHost: exporter\r\nConnection: close\r\n\r\n`),
        afterwards: await ask(`${url}/-/healthy`),
      }));
      assert.deepEqual([answer, afterwards.status], [statusLine, 200]);
    });
  }

  it('gives the length of the metrics, and whatever headers come with them, also to HEAD', async () => {
    const answers = await withServer({}, (url) =>
      Promise.all(['GET', 'HEAD'].map((method) => ask(`${url}/metrics`, method))),
    );
    const expected = ['4', 'Accept, Accept-Encoding', metricsType];
    assert.deepEqual(
      answers.map(({ headers }) => [headers['content-length'], headers.vary, headers['content-type']]),
      [expected, expected],
    );
  });

  const requests: [query: string, headers: Record<string, string>, request: ScrapeRequest][] = [
    ['', {}, { accept: undefined, acceptEncoding: undefined, names: [] }],
    [
      '',
      { Accept: 'text/plain;q=0.5, */*;q=0.1', 'Accept-Encoding': 'gzip' },
      { accept: 'text/plain;q=0.5, */*;q=0.1', acceptEncoding: 'gzip', names: [] },
    ],
    ['?name[]=a', {}, { accept: undefined, acceptEncoding: undefined, names: ['a'] }],
    ['?name[]=a&name%5B%5D=b&other=c', {}, { accept: undefined, acceptEncoding: undefined, names: ['a', 'b'] }],
    ['?name=a&name[x]=b&name[]', {}, { accept: undefined, acceptEncoding: undefined, names: [''] }],
  ];
  for (const [query, headers, request] of requests) {
    it(`passes on what is asked for by ${JSON.stringify(headers)} and ${query}`, async () => {
      const heard: ScrapeRequest[] = [];
      const scrape = (asked: ScrapeRequest) => {
        heard.push(asked);
        return Promise.resolve(metrics);
      };
      await withServer({ scrape }, (url) => ask(`${url}/metrics${query}`, 'GET', { headers }));
      assert.deepEqual(heard, [request]);
    });
  }

  it('is ready from when it says so', async () => {
    let isReady = false;
    const answers = await withServer({ isReady: () => isReady }, async (url) => {
      const before = await ask(`${url}/-/ready`);
      isReady = true;
      return [before, await ask(`${url}/-/ready`)];
    });
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        [503, `${name} is not ready.\n`],
        [200, `${name} is ready.\n`],
      ],
    );
  });

  const failures: [how: string, scrape: () => Promise<typeof metrics>][] = [
    ['rejects', () => Promise.reject(new Error('secret of line 12'))],
    [
      'throws',
      () => {
        throw new Error('secret of line 12');
      },
    ],
  ];
  for (const [how, scrape] of failures) {
    it(`tells the log why, and nobody else, when a scrape ${how}`, async () => {
      const heard: unknown[] = [];
      const options = { scrape, failed: (error: unknown) => void heard.push(error) };
      const { status, headers, body } = await withServer(options, (url) => ask(`${url}/metrics`));
      assert.deepEqual([status, headers['content-type'], body], [500, plain, 'internal error\n']);
      assert.deepEqual(heard, [new Error('secret of line 12')]);
    });
  }
});
