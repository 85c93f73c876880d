import type { ServerResponse } from 'node:http';
import type { Connections } from './connections.js';

type Readers = Pick<Connections, 'giveUpUnread' | 'whenOver'>;

/** Bounds how many answers are made, or held in memory until they are read, at a time. */
export class Places {
  readonly #most: number;
  readonly #connections: Readers;
  readonly #taken = new Set<ServerResponse>();

  constructor(most: number, connections: Readers) {
    this.#most = most;
    this.#connections = connections;
  }

  /**
   * Gives an answer a place and has it made there. Returns false when there is none, and nobody who does not read what was
   * asked for has one either. `make` must not reject.
   */
  take(response: ServerResponse, make: () => Promise<void>): boolean {
    if (this.#taken.size >= this.#most && !this.#connections.giveUpUnread(this.#taken)) return false;
    this.#taken.add(response);
    // A place is kept until the answer is made, or what is made for those that hang up and come again would pile up, and
    // until it is read, for so long it is held in memory.
    let awaited = 2;
    const ended = () => {
      awaited -= 1;
      if (awaited === 0) this.#taken.delete(response);
    };
    this.#connections.whenOver(response, ended);
    void make().then(ended);
    return true;
  }
}
