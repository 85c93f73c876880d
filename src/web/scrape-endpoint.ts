import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { send, sendText } from './answer.js';
import type { Connections } from './connections.js';
import { Places } from './places.js';

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
  readonly connections: Pick<Connections, 'ageMs' | 'giveUpUnread' | 'whenOver'>;
}

/** Answers scrapes, and leaves other requests to `next`. Without a router, which takes longer than most answers do. */
export function answerScrapes(options: ScrapeOptions, next: RequestListener): RequestListener {
  const { telemetryPath, maxRequests, scrape, failed, connections } = options;
  const places = new Places(maxRequests, connections);

  async function answer({ headers }: IncomingMessage, names: readonly string[], response: ServerResponse) {
    const giveUp = () => sendText(response, 503, 'not ready within the scrape timeout');
    const timeoutMs = timeoutOf(headers);
    // What comes later is read by nobody.
    const timer = timeoutMs && setTimeout(giveUp, timeoutMs - connections.ageMs(response));
    try {
      const { accept, 'accept-encoding': acceptEncoding } = headers;
      const answer = await scrape({ accept, acceptEncoding, names });
      if (!response.headersSent) send(response, 200, answer.headers, answer.body);
    } catch (error) {
      failed(error);
      if (!response.headersSent) sendText(response, 500, 'internal error');
    } finally {
      clearTimeout(timer);
    }
  }

  return (request, response) => {
    const names =
      request.method === 'GET' || request.method === 'HEAD' ? namesAsked(request, telemetryPath) : undefined;
    if (names === undefined) {
      next(request, response);
      return;
    }
    if (!places.take(response, () => answer(request, names, response))) {
      sendText(response, 503, `more than ${maxRequests} scrapes at a time`);
    }
  };
}

/** A timer can't wait for longer. */
const longestMs = 2 ** 31 - 1;

/** For how long a Prometheus that says so waits, less what it takes to tell it that this was not enough. */
function timeoutOf({ 'x-prometheus-scrape-timeout-seconds': header }: IncomingHttpHeaders): number | undefined {
  const timeoutMs = Number(header) * 1000;
  return timeoutMs > 0 && timeoutMs <= longestMs ? timeoutMs - Math.min(500, timeoutMs / 10) : undefined;
}

/**
 * Nothing in a path is resolved: `/x/../metrics` is another one. A host may stand before it (RFC 9112, section 3.2.2), and
 * says nothing here.
 */
const target = /^(?:https?:\/\/[^/?]*)?([^?]*)(?:\?(.*))?$/is;

/** The families that are asked for at the path of the metrics; undefined when something else is asked for. */
function namesAsked({ url = '' }: IncomingMessage, telemetryPath: string): readonly string[] | undefined {
  const [, path, query = ''] = target.exec(url) ?? [];
  return path === telemetryPath ? new URLSearchParams(query).getAll('name[]') : undefined;
}
