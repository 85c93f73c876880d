import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import { Socket } from 'node:net';

/** The status for what Node.js could not read; 400 for all that is not here. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

export interface UnreadableOptions {
  /** Of every answer. */
  readonly headers: () => readonly (readonly [name: string, value: string])[];
  /** Whether an answer is on its way already, which must not be written into. */
  readonly isAnswering: (socket: Socket) => boolean;
}

/** Answers what is no request as Node.js would, but with the headers that every answer has. */
export function answerUnreadable(server: Server, { headers, isAnswering }: UnreadableOptions): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!(socket instanceof Socket)) {
      socket.destroy();
      return;
    }
    if (socket.writable && error.code !== 'ECONNRESET' && !isAnswering(socket)) {
      const status = statuses[error.code ?? ''] ?? 400;
      const lines = headers().map(([name, value]) => `${name}: ${value}`);
      const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, 'Connection: close'];
      socket.write([...head, 'Content-Length: 0', '', ''].join('\r\n'), 'latin1');
    }
    socket.destroySoon();
  });
}
