import type { Request, RequestHandler, Response } from 'express';
import pLimit from 'p-limit';
import type { Connections } from '../connections.js';
import { Places } from '../places.js';
import type { Sheet } from './sheet.js';

/** So many wait at a desk or are sent what it has drawn, which may be megabytes, at a time. */
const mostAtATime = 20;

/** Draws for a request what is sent. */
export type Draw = (request: Request) => Promise<Sheet>;

/** Where pages are drawn, one at a time, and sent. */
export class Desk {
  readonly #places: Places;
  readonly #inTurn = pLimit(1);

  constructor(connections: Pick<Connections, 'giveUpUnread' | 'whenOver'>) {
    this.#places = new Places(mostAtATime, connections);
  }

  /** Answers with what `draw` draws, under these headers. */
  answers(headers: Readonly<Record<string, string>>, draw: Draw): RequestHandler {
    const answer = async (request: Request, response: Response) => {
      // Nothing is drawn for those who have hung up meanwhile.
      const sheet = await this.#inTurn(() => (request.socket.destroyed ? undefined : draw(request)));
      if (sheet === undefined) return;
      response.set(headers).vary('Accept-Encoding');
      const isCompressed = request.acceptsEncodings('gzip', 'identity') === 'gzip';
      if (isCompressed) response.set('Content-Encoding', 'gzip').send(sheet.compressed);
      else response.send(sheet.body);
    };
    return (request, response, next) => {
      if (this.#places.take(response, () => answer(request, response).catch(next))) return;
      response.status(503).set('Retry-After', '1').type('text').send(`more than ${mostAtATime} pages at a time\n`);
    };
  }
}
