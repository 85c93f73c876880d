import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Connections } from './connections.js';
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
  readonly connections: Pick<Connections, 'giveUpUnread' | 'whenOver'>;
}

/** Answers scrapes, and leaves other requests to `next`. Without a router, which takes longer than most answers do. */
export function answerScrapes(options: ScrapeOptions, next: RequestListener): RequestListener {
  const { telemetryPath, maxRequests, scrape, failed, connections } = options;
  const inFlight = new Set<ServerResponse>();

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
    if (inFlight.size >= maxRequests && !connections.giveUpUnread(inFlight)) {
      sendText(response, 503, `more than ${maxRequests} scrapes at a time\n`);
      return;
    }
    inFlight.add(response);
    // A place is kept until the scrape has ended, or those that hang up and come again would pile up renderings, and until
    // the answer is read, for so long it is held in memory.
    let awaited = 2;
    const ended = () => {
      awaited -= 1;
      if (awaited === 0) inFlight.delete(response);
    };
    connections.whenOver(response, ended);
    void answer(request, names, response).then(ended);
  };
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
  // A list of names and values is what Node.js takes without a second look.
  const list = [...commonList, 'Content-Length', String(body.length)];
  for (const name in headers) list.push(name, headers[name] ?? '');
  response.writeHead(status, list).end(body);
}

const commonList = Object.entries(commonHeaders).flat();
