import assert from 'node:assert/strict';
import { ask, metricsText, serve } from './ask.js';
import { allReleased, connectRaw, request, shortLimits, statusLines, writeForEver } from './hostile-client.js';
import type { ScrapeRequest } from '../../src/web/scrape-endpoint.js';
import type { WebServer } from '../../src/web/server.js';

/** Runs a server with short limits until `use` is done, all connections are gone and it is closed. */
async function withHostileServer<T>(use: (server: WebServer) => Promise<T>): Promise<T> {
  const server = await serve({ limits: shortLimits });
  try {
    const result = await use(server);
    await allReleased(server);
    return result;
  } finally {
    await server.close();
  }
}

/** What a message is answered until the connection is gone, and what another client is told meanwhile. */
async function answersTo(message: string): Promise<{ statuses: string[]; healthy: number | undefined }> {
  return withHostileServer(async ({ url }) => {
    const client = await connectRaw(url, message);
    const { status: healthy } = await ask(`${url}/-/healthy`);
    return { statuses: statusLines(await client.gone), healthy };
  });
}

describe('a hostile request', () => {
  const kilobytes = (count: number) => 'x'.repeat(count * 1024);
  const rows: [what: string, message: string, statuses: string[]][] = [
    ['nothing', '', ['408']],
    ['half a request line', 'GET /metr', ['408']],
    ['headers that do not end', request('/metrics').slice(0, -2), ['408']],
    ['a request and half of another', request('/-/healthy') + 'GET /', ['200', '408']],
    ['a request, and then nothing', request('/-/healthy'), ['200']],
    ['no HTTP', 'EHLO exporter\r\n\r\n', ['400']],
    ['bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', ['400']],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ['400']],
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: exporter\r\n\r\n', ['400']],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', ['400']],
    ['two lengths', request('/', 'Content-Length: 1', 'Content-Length: 2'), ['400']],
    ['a length and chunks', request('/', 'Content-Length: 1', 'Transfer-Encoding: chunked'), ['400']],
    ['a header with a NUL', request('/', 'A: \0'), ['400']],
    ['a header without a name', request('/', ': a'), ['400']],
    ['a target of 20 KB', request(`/${kilobytes(20)}`), ['431']],
    ['a header of 20 KB', request('/', `A: ${kilobytes(20)}`), ['431']],
    ['hundreds of headers', request('/', 'Connection: close', ...Array<string>(900).fill('A: b')), ['200']],
    ['an Accept of 15 KB', request('/metrics', `Accept: ${'*/*,'.repeat(3800)}`, 'Connection: close'), ['200']],
    ['a body of a terabyte', request('/metrics', 'Content-Length: 1000000000000'), ['200']],
    ['chunks without an end', request('/metrics', 'Transfer-Encoding: chunked') + '5\r\nabcde\r\n', ['200']],
    ['a wish to go on', request('/metrics', 'Content-Length: 10', 'Expect: 100-continue'), ['200']],
    ['another expectation', request('/metrics', 'Expect: wonders', 'Connection: close'), ['417']],
    ['another expectation and chunks', request('/metrics', 'Expect: wonders', 'Transfer-Encoding: chunked'), ['417']],
    ['a target that is no address', request('http://['), ['404']],
    ['TLS in the target', request('https://exporter.example/metrics', 'Connection: close'), ['200']],
    [
      'a wish for WebSocket',
      request('/-/healthy', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'),
      ['200'],
    ],
    ['a wish for a tunnel', 'CONNECT other.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n', []],
    [
      'three requests at once',
      request('/-/healthy') + request('/metrics') + request('/nowhere'),
      ['200', '200', '404'],
    ],
  ];
  for (const [what, message, statuses] of rows) {
    it(`of ${what} is answered [${statuses.join(', ')}] and nothing more, and the connection is closed`, async () => {
      assert.deepEqual(await answersTo(message), { statuses, healthy: 200 });
    });
  }

  const trickles: [what: string, begins: string, goesOn: string, statuses: string[]][] = [
    ['a header byte by byte', 'GET / HTTP/1.1\r\nA: ', 'b', ['408']],
    ['ever more headers', 'GET / HTTP/1.1\r\n', 'A: b\r\n', ['408']],
    ['a body byte by byte', request('/metrics', 'Content-Length: 1000000'), 'b', ['200']],
    ['chunk after chunk', request('/metrics', 'Transfer-Encoding: chunked'), '1\r\nb\r\n', ['200']],
  ];
  for (const [what, begins, goesOn, statuses] of trickles) {
    it(`of ${what} is cut off`, async () => {
      const received = await withHostileServer(async ({ url }) => {
        const client = await connectRaw(url, begins);
        await writeForEver(client, goesOn, 10);
        return client.gone;
      });
      assert.deepEqual(statusLines(received), statuses);
    });
  }

  it('asks for as many families as fit into a target', async () => {
    const heard: ScrapeRequest[] = [];
    const server = await serve({
      scrape: (asked) => {
        heard.push(asked);
        return Promise.resolve({ headers: {}, body: Buffer.from(metricsText) });
      },
    });
    const { status } = await ask(`${server.url}/metrics?${'name[]=a&'.repeat(1700)}`);
    await server.close();
    assert.deepEqual([status, heard.map(({ names }) => names.length)], [200, [1700]]);
  });
});
