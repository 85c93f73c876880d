import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultLimits } from '../../src/web/limits.js';
import type { WebLimits } from '../../src/web/limits.js';
import type { WebServer } from '../../src/web/server.js';

/** A connection without the manners of an HTTP client. */
export interface RawClient {
  readonly socket: Socket;
  /** Everything that it was sent so far. */
  received(): string;
  /** Resolves with everything that it was sent, once the connection is gone, however it went. */
  readonly gone: Promise<string>;
}

/** Short times, so that a test sees them pass. */
export const shortLimits: WebLimits = {
  ...defaultLimits,
  requestMs: 150,
  keepAliveMs: 150,
  patienceMs: 0,
  answerMs: 400,
  checkMs: 20,
};

/** Connects and sends `message`. The answer is read unless `reads` is false. */
export async function connectRaw(url: string, message = '', reads = true): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  // Being cut off is what these clients are for.
  socket.on('error', () => undefined);
  if (reads) socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  const gone = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await once(socket, 'connect');
  if (message !== '') socket.write(message);
  return { socket, received: () => text, gone };
}

/** So many connections, one after the other. */
export async function connectMany(count: number, url: string, message = '', reads = true): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < count) clients.push(await connectRaw(url, message, reads));
  return clients;
}

/** Writes again and again until the connection is gone. */
export async function writeForEver({ socket }: RawClient, chunk: string, pauseMs: number): Promise<void> {
  while (!socket.destroyed) {
    socket.write(chunk);
    await sleep(pauseMs);
  }
}

/** Waits until the server has let go of every connection. */
export async function allReleased(server: WebServer): Promise<void> {
  while ((await server.connections()) > 0) await sleep(5);
}

export function request(path: string, ...headers: string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: exporter', ...headers, '', ''].join('\r\n');
}

/** The status lines of everything that a client was sent. */
export function statusLines(received: string): string[] {
  return [...received.matchAll(/^HTTP\/1\.1 (\d+) .*$/gm)].map(([, status = '']) => status);
}

/** Resolves when something has arrived that nobody reads. */
export async function untilReadable(socket: Socket): Promise<void> {
  if (socket.readableLength === 0) await new Promise((resolve) => socket.once('readable', resolve));
}
