import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { landingPage } from './landing-page.js';
import type { LandingView } from './landing-page.js';

/** What a scrape asks for; headers as they came. */
export interface ScrapeRequest {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
  /** Metric families, by name; all of them when empty. */
  readonly names: readonly string[];
}

export interface ScrapeAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface WebOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly telemetryPath: string;
  /** The most scrapes in flight; further ones are answered 503. */
  readonly maxRequests: number;
  readonly scrape: (request: ScrapeRequest) => Promise<ScrapeAnswer>;
  /** Hears why a request failed: whoever asked is not told. */
  readonly failed: (error: unknown) => void;
  readonly isReady: () => boolean;
  readonly landing: () => LandingView;
}

export interface WebServer {
  /** Where it listens, with the port that it was given. */
  readonly url: string;
  close(): Promise<void>;
}

const name = 'ssm-contacts-exporter';

/**
 * Serves the metrics, the landing page and the probes.
 * @throws Error that names the address when it can't be listened on
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const server = createServer(createRoutes(options) as Parameters<typeof createServer>[1]);
  await listen(server, options.listen);
  return { url: urlOf(server, options.listen.host), close: () => close(server) };
}

function createRoutes({ telemetryPath, maxRequests, scrape, failed, isReady, landing }: WebOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    next();
  });
  app.use(readOnly);
  app.get(telemetryPath, atMost(maxRequests), async ({ headers, query }, response) => {
    const { accept, 'accept-encoding': acceptEncoding } = headers;
    const answer = await scrape({ accept, acceptEncoding, names: textsOf(query['name[]']) });
    // Express would put the parameters of the content type in an order of its own.
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.setHeader('Content-Length', answer.body.length).end(answer.body);
  });
  app.get('/', (_request, response) => {
    response.type('html').send(landingPage(landing()));
  });
  app.get('/-/healthy', (_request, response) => {
    response.type('text').send(`${name} is healthy.\n`);
  });
  app.get('/-/ready', (_request, response) => {
    if (isReady()) response.type('text').send(`${name} is ready.\n`);
    else response.status(503).type('text').send(`${name} is not ready.\n`);
  });
  app.use((_request, response) => {
    response.status(404).type('text').send('not found\n');
  });
  app.use(answerFailure(failed));
  return app;
}

/** A parameter of the query may come once, several times or not at all. */
function textsOf(parameter: unknown): string[] {
  return [parameter].flat().filter((text) => typeof text === 'string');
}

const readOnly: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') next();
  else response.status(405).set('Allow', 'GET, HEAD').type('text').send('method not allowed\n');
};

/** Without this, scrapers that hang up and come again would pile up renderings nobody waits for. */
function atMost(maxRequests: number): RequestHandler {
  let inFlight = 0;
  return (_request, response, next) => {
    if (inFlight >= maxRequests) {
      response.status(503).type('text').send(`more than ${maxRequests} scrapes at a time\n`);
      return;
    }
    inFlight += 1;
    response.once('close', () => (inFlight -= 1));
    next();
  };
}

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
    server.once('error', (error) => {
      reject(new Error(`can't listen on ${host === '' ? '*' : host}:${port}: ${error.message}`, { cause: error }));
    });
    server.listen({ port, ...(host !== '' && { host }) }, resolve);
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
