import express from 'express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { ListenPlace } from '../core/listen-place.js';
import type { TlsSettings } from '../core/tls-settings.js';
import { AccessControl } from './access/access-control.js';
import type { AccessControlOptions, AccessRules } from './access/access-control.js';
import { sendText } from './answer.js';
import { Connections } from './connections.js';
import { defaultLimits } from './limits.js';
import type { WebLimits } from './limits.js';
import { openListeners } from './listening/listeners.js';
import type { Listeners } from './listening/listeners.js';
import { createPages } from './pages/pages.js';
import type { PagesOptions } from './pages/pages.js';
import { answerReload } from './reload-endpoint.js';
import type { ReloadAnswer } from './reload-endpoint.js';
import { answerScrapes } from './scrape-endpoint.js';
import type { ScrapeOptions } from './scrape-endpoint.js';
import { answerUnreadable } from './unreadable-request.js';

/** What may change while the server runs, but for whether there is TLS at all. */
export interface WebConfig extends Omit<AccessRules, 'isEncrypted'> {
  readonly tls: TlsSettings | undefined;
}

export interface WebOptions extends Omit<ScrapeOptions, 'connections'>, Omit<AccessControlOptions, 'failed'> {
  readonly listen: readonly ListenPlace[];
  readonly webConfig: WebConfig;
  readonly isReady: () => boolean;
  readonly pages: PagesOptions;
  /** Reloads the configuration for whoever posts to /-/reload; undefined when nobody may. */
  readonly reload?: (() => Promise<ReloadAnswer>) | undefined;
  readonly limits?: WebLimits;
}

export interface WebServer {
  /** Where it listens first, with the port that it was given. */
  readonly url: string;
  /** The same of every place. */
  readonly urls: readonly string[];
  /** How many connections are open now. */
  connections(): Promise<number>;
  /** Puts another web configuration in force, from the next connection and request on; those under way go on. */
  use(webConfig: WebConfig): void;
  close(): Promise<void>;
}

/** Everybody may ask, without TLS. */
export const emptyWebConfig: WebConfig = { tls: undefined, headers: {}, users: new Map(), rateLimit: undefined };

const name = 'ssm-contacts-exporter';

/**
 * Serves the metrics, the pages and the probes.
 * @throws Error that names the address when it can't be listened on
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const { limits = defaultLimits, maxRequests, failed, refused, webConfig } = options;
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.requestMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    // Node.js would refuse a request without one by itself, and without the headers that every answer has.
    requireHostHeader: false,
  });
  // However many scrapes are allowed, others must be able to connect beside them.
  const connections = new Connections(server, {
    ...limits,
    connections: Math.max(limits.connections, 2 * maxRequests),
  });
  const routes = createRoutes(options, connections);
  const access = new AccessControl(rulesOf(webConfig), options);
  server.on('request', closingBehindBodies(access.before(answerScrapes({ ...options, connections }, routes))));
  // Nobody is invited to send a body.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on(
    'checkExpectation',
    closingBehindBodies(access.before((_request, response) => sendText(response, 417, 'expectation failed'))),
  );
  answerUnreadable(server, {
    headers: () => access.headers,
    isAnswering: (socket) => connections.isAnswering(socket),
  });
  const { requestMs: handshakeMs } = limits;
  const { listen: places } = options;
  const { tls } = webConfig;
  const listeners = await openListeners(server, { places, tls, handshakeMs, connections, failed, refused });
  const [url = ''] = listeners.urls;
  return {
    url,
    urls: listeners.urls,
    connections: () => listeners.connections(),
    use: (next) => {
      if (next.tls !== undefined) listeners.use(next.tls);
      access.use(rulesOf(next));
    },
    close: () => {
      access.close();
      return close(server, listeners, connections);
    },
  };
}

function rulesOf({ tls, ...rules }: WebConfig): AccessRules {
  return { ...rules, isEncrypted: tls !== undefined };
}

/** A body is not read, whatever its length: the connection is closed behind the answer. */
function closingBehindBodies(next: RequestListener): RequestListener {
  return (request, response) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (length !== '0' || encoding !== undefined) response.setHeader('Connection', 'close');
    next(request, response);
  };
}

function createRoutes(options: WebOptions, connections: Connections): RequestListener {
  const { failed, isReady, pages, reload, telemetryPath } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.all('/-/reload', answerReload(reload));
  app.use(readOnly);
  app.get('/-/healthy', (_request, response) => {
    response.type('text').send(`${name} is healthy.\n`);
  });
  app.get('/-/ready', (_request, response) => {
    if (isReady()) response.type('text').send(`${name} is ready.\n`);
    else response.status(503).type('text').send(`${name} is not ready.\n`);
  });
  app.use(createPages(pages, { telemetryPath, connections }));
  app.use(answerFailure(failed));
  // Also of what Express can't even find a path in, which it would answer with a page and a policy of its own.
  const handle = app as unknown as (...args: [...Parameters<RequestListener>, end: () => void]) => void;
  return (request, response) => handle(request, response, () => sendText(response, 404, 'not found'));
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

/** Scrapes under way may end; connections that are kept open for further ones are closed. */
async function close(server: Server, listeners: Listeners, connections: Connections): Promise<void> {
  const closed = listeners.close();
  connections.beginClosing();
  // Lets go of those that have been answered. It listens nowhere, so it has nothing else to say of its end.
  server.close(() => undefined);
  const forced = setTimeout(() => listeners.breakOff(), 2000);
  await closed;
  clearTimeout(forced);
}
