import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { commonHeaders } from './headers.js';

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

export interface ScrapeOptions {
  readonly telemetryPath: string;
  /** The most scrapes in flight; further ones are answered 503. */
  readonly maxRequests: number;
  readonly scrape: (request: ScrapeRequest) => Promise<ScrapeAnswer>;
  /** Hears why a scrape failed: whoever asked is not told. */
  readonly failed: (error: unknown) => void;
}

/** Answers scrapes, and leaves other requests to `next`. Without a router, which takes longer than most answers do. */
export function answerScrapes(options: ScrapeOptions, next: RequestListener): RequestListener {
  const { telemetryPath, maxRequests, scrape, failed } = options;
  let inFlight = 0;

  async function answer({ headers }: IncomingMessage, names: readonly string[], response: ServerResponse) {
    try {
      const { accept, 'accept-encoding': acceptEncoding } = headers;
      const answer = await scrape({ accept, acceptEncoding, names });
      send(response, 200, answer.headers, answer.body);
    } catch (error) {
      failed(error);
      sendText(response, 500, 'internal error\n');
    }
  }

  return (request, response) => {
    const names =
      request.method === 'GET' || request.method === 'HEAD' ? namesAsked(request, telemetryPath) : undefined;
    if (names === undefined) {
      next(request, response);
      return;
    }
    // Scrapers that hang up and come again would pile up renderings nobody waits for.
    if (inFlight >= maxRequests) {
      sendText(response, 503, `more than ${maxRequests} scrapes at a time\n`);
      return;
    }
    inFlight += 1;
    void Promise.all([answer(request, names, response), untilClosed(request, response)]).then(() => (inFlight -= 1));
  };
}

/**
 * Resolves when the answer has been sent, or can't be any more. A response that waits behind another one of its
 * connection is not told when that breaks; its request is.
 */
async function untilClosed(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    request.once('close', resolve);
  });
}

/** The families that are asked for at the path of the metrics; undefined when something else is asked for. */
function namesAsked({ url = '' }: IncomingMessage, telemetryPath: string): readonly string[] | undefined {
  if (url === telemetryPath) return [];
  if (!URL.canParse(url, 'http://localhost')) return undefined;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return pathname === telemetryPath ? searchParams.getAll('name[]') : undefined;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, { 'Content-Type': 'text/plain; charset=utf-8' }, Buffer.from(text));
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: Buffer): void {
  response.writeHead(status, { ...commonHeaders, ...headers, 'Content-Length': body.length }).end(body);
}
