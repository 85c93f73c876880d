import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WebLimits } from './limits.js';

type Limits = Pick<WebLimits, 'connections' | 'patienceMs' | 'answerMs'>;

/**
 * Requests of a connection that wait for their answers. Nobody asks for the next before the last is answered; and where much
 * waits to be sent, Node.js stops reading, and would not hear any more that the client is gone.
 */
const mostUnanswered = 16;

/** An answer from its request until it is read, or its connection is gone. */
interface Answer {
  readonly socket: Socket;
  readonly askedAtMs: number;
  readonly listeners: (() => void)[];
}

interface Busy {
  readonly answers: Set<ServerResponse>;
  readonly deadline: NodeJS.Timeout;
}

/** Knows who is connected, and lets go of whoever takes room for nothing. */
export class Connections {
  readonly #limits: Limits;
  /** Those without a request under way, and since when, the longest waiting first. */
  readonly #idle = new Map<Socket, number>();
  readonly #busy = new Map<Socket, Busy>();
  #isClosing = false;
  /** In the order of their requests. */
  readonly #answers = new Map<ServerResponse, Answer>();

  constructor(server: Server, limits: Limits) {
    this.#limits = limits;
    const asked: RequestListener = ({ socket }, response) => this.#asked(socket, response);
    server.prependListener('request', asked).prependListener('checkExpectation', asked);
  }

  /**
   * Calls `listener` once the answer is read or its connection is gone. The response itself tells nothing of the latter
   * while it waits behind another one of the same connection.
   */
  whenOver(response: ServerResponse, listener: () => void): void {
    const answer = this.#answers.get(response);
    // It may be over already: its connection was let go to make room for its own request.
    if (answer === undefined) listener();
    else answer.listeners.push(listener);
  }

  /** Gives up the first of these answers that is ready, and that nobody reads. Returns whether there was one. */
  giveUpUnread(responses: Iterable<ServerResponse>): boolean {
    for (const response of responses) {
      const answer = this.#answers.get(response);
      if (answer === undefined || !response.writableEnded || !this.#isLongAgo(answer.askedAtMs)) continue;
      this.#letGo(answer.socket);
      return true;
    }
    return false;
  }

  /** Somebody has connected. */
  opened(socket: Socket): void {
    socket.once('close', () => this.#closed(socket));
    this.#idle.set(socket, performance.now());
    if (this.#idle.size + this.#busy.size > this.#limits.connections) this.#makeRoom();
  }

  /** What was opened as `raw` goes on as `socket`, after a handshake. */
  secured(socket: Socket, raw: Socket | undefined): void {
    if (raw !== undefined) this.#idle.delete(raw);
    this.opened(socket);
  }

  /** From now on whoever has been answered is let go. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  /** Whether an answer over this connection is on its way. */
  isAnswering(socket: Socket): boolean {
    return [...(this.#busy.get(socket)?.answers ?? [])].some(({ headersSent }) => headersSent);
  }

  /** Milliseconds since a request was heard. */
  ageMs(response: ServerResponse): number {
    return performance.now() - (this.#answers.get(response)?.askedAtMs ?? performance.now());
  }

  /** Whoever has only just come had no time to ask yet, and must not make room for the next as long as others can. */
  #makeRoom(): void {
    const [[socket, since] = []] = this.#idle;
    const isSilent = since !== undefined && this.#isLongAgo(since);
    if (!isSilent && this.giveUpUnread(this.#answers.keys())) return;
    if (socket !== undefined) this.#letGo(socket);
  }

  #isLongAgo(atMs: number): boolean {
    return performance.now() - atMs >= this.#limits.patienceMs;
  }

  #asked(socket: Socket, response: ServerResponse): void {
    if (socket.destroyed) return;
    if ((this.#busy.get(socket)?.answers.size ?? 0) >= mostUnanswered) {
      this.#letGo(socket);
      return;
    }
    this.#idle.delete(socket);
    const busy = this.#busy.get(socket) ?? { answers: new Set(), deadline: this.#deadlineOf(socket) };
    this.#busy.set(socket, busy);
    busy.answers.add(response);
    this.#answers.set(response, { socket, askedAtMs: performance.now(), listeners: [] });
    response.once('close', () => this.#over(response));
  }

  #deadlineOf(socket: Socket): NodeJS.Timeout {
    return setTimeout(() => this.#letGo(socket), this.#limits.answerMs).unref();
  }

  #over(response: ServerResponse): void {
    const answer = this.#answers.get(response);
    if (answer === undefined) return;
    this.#answers.delete(response);
    for (const tell of answer.listeners) tell();
    const { socket } = answer;
    const busy = this.#busy.get(socket);
    busy?.answers.delete(response);
    if (busy === undefined || busy.answers.size > 0) return;
    clearTimeout(busy.deadline);
    this.#busy.delete(socket);
    if (socket.destroyed) return;
    this.#idle.set(socket, performance.now());
    if (this.#isClosing) socket.destroySoon();
  }

  /** Without waiting for the event, so that the room is there at once. */
  #letGo(socket: Socket): void {
    socket.destroy();
    this.#closed(socket);
  }

  #closed(socket: Socket): void {
    this.#idle.delete(socket);
    for (const response of [...(this.#busy.get(socket)?.answers ?? [])]) this.#over(response);
  }
}
