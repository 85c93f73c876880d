import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What scrapes ask for. */
export interface Request {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly accept: string;
  readonly encoding: 'identity' | 'gzip';
}

/** How long scrapes took, one by one, and all of them together. */
export interface Scrapes {
  readonly latenciesMs: readonly number[];
  readonly durationMs: number;
  /** Of the last answer's body. */
  readonly bytes: number;
}

const headEnd = '\r\n\r\n';

/** One connection that is kept open. It reads an answer's head and only counts the bytes of the body. */
class Connection {
  readonly #socket: Socket;
  readonly #question: string;
  /** The head as far as it has come; undefined while the body comes. */
  #head: string | undefined = '';
  #missing = 0;
  #bytes = 0;
  #answered: (bytes: number) => void = () => undefined;
  #failed: (error: Error) => void = () => undefined;

  constructor({ url, accept, encoding }: Request) {
    const { hostname, port, host } = new URL(url);
    const headers = [`Host: ${host}`, `Accept: ${accept}`, `Accept-Encoding: ${encoding}`];
    this.#question = `GET /metrics HTTP/1.1\r\n${headers.join('\r\n')}${headEnd}`;
    const callback = (length: number, bytes: Uint8Array) => {
      this.#read(length, bytes);
      return true;
    };
    // One buffer for all that is read: a fresh one for each piece would cost more than anything else here.
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer: new Uint8Array(1 << 18), callback },
    });
    this.#socket.on('error', (error) => this.#failed(error));
    this.#socket.on('close', () => this.#failed(new Error(`${url} hung up`)));
  }

  /** Resolves to the size of the body. */
  scrape(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(this.#question);
    });
  }

  close(): void {
    this.#failed = () => undefined;
    this.#socket.destroy();
  }

  #read(length: number, bytes: Uint8Array): void {
    let ofBody = length;
    if (this.#head !== undefined) {
      const before = this.#head.length;
      this.#head += Buffer.from(bytes.buffer, 0, Math.min(length, 4096)).toString('latin1');
      const end = this.#head.indexOf(headEnd);
      if (end === -1) return;
      ofBody = before + length - end - headEnd.length;
      this.#bytes = this.#missing = bodyLength(this.#head.slice(0, end));
      this.#head = undefined;
    }
    this.#missing -= ofBody;
    if (this.#missing > 0) return;
    this.#head = '';
    this.#answered(this.#bytes);
  }
}

function bodyLength(head: string): number {
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) throw new Error(`not what was asked for:\n${head}`);
  return Number(length);
}

/** Scrapes on several connections, on each again as soon as it is answered, for `forMs` milliseconds. */
export async function scrapeOn(connections: number, request: Request, forMs: number): Promise<Scrapes> {
  const latenciesMs: number[] = [];
  let bytes = 0;
  const startedAt = performance.now();
  const keepScraping = async (connection: Connection) => {
    for (let askedAt = startedAt; askedAt - startedAt <= forMs; askedAt = performance.now()) {
      bytes = await connection.scrape();
      latenciesMs.push(performance.now() - askedAt);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, () => keepScraping(new Connection(request))));
  return { latenciesMs, durationMs: performance.now() - startedAt, bytes };
}

/** One scrape, on a connection of its own. */
export async function scrapeOnce(request: Request): Promise<Scrapes> {
  return scrapeOn(1, request, 0);
}
