import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { statusOf } from './pages/status-of.js';
import { emptyWebConfig, startWebServer } from '../../src/web/server.js';
import type { ScrapeAnswer } from '../../src/web/scrape-endpoint.js';
import type { WebOptions, WebServer } from '../../src/web/server.js';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks once, over a connection of its own. */
export async function ask(
  url: string,
  method = 'GET',
  options: Pick<RequestOptions, 'signal' | 'headers'> = {},
): Promise<Answer> {
  const asked = request(url, { method, agent: false, ...options }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** Sends the text of a request as it is, and returns the status line of what comes back. */
export async function askRaw(url: string, message: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(message);
  const answer = await text(socket);
  return answer.slice(0, answer.indexOf('\r\n'));
}

/** Asks for the metrics so many times over one connection, and breaks it off when `begun` says so. */
export async function hangUp(url: string, times: number, begun: () => Promise<void>): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n'.repeat(times));
  await begun();
  socket.resetAndDestroy();
  await once(socket, 'close');
}

export const metrics = {
  headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', Vary: 'Accept, Accept-Encoding' },
  body: Buffer.from('a 1\n'),
} satisfies ScrapeAnswer;
export const metricsText = metrics.body.toString();

/** A server on a free port of 127.0.0.1, ready, with one metric, unless `options` say otherwise. */
export function serve(options: Partial<WebOptions> = {}): Promise<WebServer> {
  return startWebServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    webConfig: emptyWebConfig,
    allowedHosts: [],
    telemetryPath: '/metrics',
    maxRequests: 2,
    scrape: () => Promise.resolve(metrics),
    failed: (error) => assert.ifError(error),
    refused: () => undefined,
    isReady: () => true,
    pages: { status: () => Promise.resolve(statusOf([])), config: () => 'web: {}\n' },
    ...options,
  });
}

/** Runs a server as long as `use` takes. */
export async function withServer<T>(options: Partial<WebOptions>, use: (url: string) => Promise<T>): Promise<T> {
  const server = await serve(options);
  try {
    return await use(server.url);
  } finally {
    await server.close();
  }
}

/** Scrapes that wait until they are let go on. */
export class Gate {
  readonly #begun: (() => void)[] = [];
  #waiting: (() => void)[] = [];
  #count = 0;

  readonly scrape = async () => {
    this.#count += 1;
    const released = new Promise<void>((resolve) => this.#waiting.push(resolve));
    for (const tell of this.#begun.splice(0)) tell();
    await released;
    return metrics;
  };

  /** Resolves when `count` scrapes have begun, ever. */
  async begun(count: number): Promise<void> {
    while (this.#count < count) await new Promise<void>((resolve) => this.#begun.push(resolve));
  }

  /** Lets every scrape under way go on. */
  open(): void {
    for (const release of this.#waiting.splice(0)) release();
  }
}
