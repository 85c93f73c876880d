import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { createServer } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Connections } from './connections.js';
import { commonHeaders } from './headers.js';
import { defaultLimits } from './limits.js';
import type { WebLimits } from './limits.js';
import { createPages } from './pages/pages.js';
import type { PagesOptions } from './pages/pages.js';
import { answerReload } from './reload-endpoint.js';
import type { ReloadAnswer } from './reload-endpoint.js';
import { answerScrapes } from './scrape-endpoint.js';
import type { ScrapeOptions } from './scrape-endpoint.js';

export interface WebOptions extends Omit<ScrapeOptions, 'connections'> {
  readonly listen: { readonly host: string; readonly port: number };
  readonly isReady: () => boolean;
  readonly pages: PagesOptions;
  /** Reloads the configuration for whoever posts to /-/reload; undefined when nobody may. */
  readonly reload?: (() => Promise<ReloadAnswer>) | undefined;
  readonly limits?: WebLimits;
}

export interface WebServer {
  /** Where it listens, with the port that it was given. */
  readonly url: string;
  /** How many connections are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

const name = 'ssm-contacts-exporter';

/**
 * Serves the metrics, the pages and the probes.
 * @throws Error that names the address when it can't be listened on
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const { limits = defaultLimits, maxRequests, failed } = options;
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
  });
  // However many scrapes are allowed, others must be able to connect beside them.
  const connections = new Connections(server, {
    ...limits,
    connections: Math.max(limits.connections, 2 * maxRequests),
  });
  const routes = createRoutes(options, connections) as unknown as RequestListener;
  server.on('request', closingBehindBodies(answerScrapes({ ...options, connections }, routes)));
  // Nobody is invited to send a body.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  await listen(server, options.listen);
  // A connection that can't be accepted is no reason to end.
  server.on('error', failed);
  return {
    url: urlOf(server, options.listen.host),
    connections: promisify(server.getConnections.bind(server)),
    close: () => close(server),
  };
}

/** A body is not read, whatever its length: the connection is closed behind the answer. */
function closingBehindBodies(next: RequestListener): RequestListener {
  return (request, response) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (length !== '0' || encoding !== undefined) response.setHeader('Connection', 'close');
    next(request, response);
  };
}

function createRoutes(options: WebOptions, connections: Connections): Express {
  const { failed, isReady, pages, reload, telemetryPath } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set(commonHeaders);
    next();
  });
  app.all('/-/reload', answerReload(reload));
  app.use(readOnly);
  app.get('/-/healthy', (_request, response) => {
    response.type('text').send(`${name} is healthy.\n`);
  });
  app.get('/-/ready', (_request, response) => {
    if (isReady()) response.type('text').send(`${name} is ready.\n`);
    else response.status(503).type('text').send(`${name} is not ready.\n`);
  });
  const whenOver = (response: ServerResponse, listener: () => void) => connections.whenOver(response, listener);
  app.use(createPages(pages, { telemetryPath, whenOver }));
  app.use((_request, response) => {
    response.status(404).type('text').send('not found\n');
  });
  app.use(answerFailure(failed));
  return app;
}

const readOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') next();
  else response.status(405).set('Allow', 'GET, HEAD').type('text').send('method not allowed\n');
};

/** A stack trace is for the log, not for whoever asks. Express knows an error handler by its four parameters. */
function answerFailure(failed: WebOptions['failed']): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const isBadRequest = error instanceof URIError;
    if (!isBadRequest) failed(error);
    if (response.headersSent) {
      next(error);
      return;
    }
    response
      .status(isBadRequest ? 400 : 500)
      .type('text')
      .send(isBadRequest ? 'bad request\n' : 'internal error\n');
  };
}

async function listen(server: Server, { host, port }: WebOptions['listen']): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => {
      reject(new Error(`can't listen on ${host === '' ? '*' : host}:${port}: ${error.message}`, { cause: error }));
    };
    server.once('error', refuse);
    server.listen({ port, ...(host !== '' && { host }) }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const shown = ['', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}

/** Scrapes under way may end; connections that are kept open for further ones are closed. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const forced = setTimeout(() => server.closeAllConnections(), 2000);
  await closed;
  clearTimeout(forced);
}
