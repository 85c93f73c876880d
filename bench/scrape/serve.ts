import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const contentType = 'text/plain; version=0.0.4; charset=utf-8';

export function wantsGzip({ headers }: IncomingMessage): boolean {
  return headers['accept-encoding'] === 'gzip';
}

/** Listens with as little as node can serve HTTP with, and logs where. */
export function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): void {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.error(JSON.stringify({ msg: 'listening', url: `http://127.0.0.1:${port}` }));
  });
}
