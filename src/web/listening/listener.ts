import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { nameOfPlace } from '../../core/listen-place.js';
import type { ListenPlace } from '../../core/listen-place.js';

export interface Listener {
  /** Where it listens, with the port that it was given. */
  readonly place: ListenPlace;
  /** How many connections it has taken that are still open. */
  connections(): Promise<number>;
  /** Takes no more connections, and resolves when all that it has taken are gone. */
  close(): Promise<void>;
  /** Ends all that it has taken. */
  breakOff(): void;
}

export interface ListenerOptions {
  /** As HTTP servers of Node.js have it: whoever has ended his side is told what can be answered at once, and no more. */
  readonly allowHalfOpen: boolean;
  readonly connected: (socket: Socket) => void;
  /** A connection could not be accepted. */
  readonly failed: (error: unknown) => void;
}

/** @throws Error that names the place when it can't be listened on */
export async function openListener(place: ListenPlace, options: ListenerOptions): Promise<Listener> {
  const { allowHalfOpen, connected, failed } = options;
  const taken = new Set<Socket>();
  const server = createServer({ allowHalfOpen, noDelay: true }, (socket) => {
    taken.add(socket);
    socket.once('close', () => taken.delete(socket));
    // Of a client that is gone before anybody else listens to its connection.
    socket.on('error', () => undefined);
    connected(socket);
  });
  try {
    await listen(server, place).catch(async (error: unknown) => {
      if (!('path' in place) || !(await isLeftBehind(place.path, error))) throw error;
      await unlink(place.path);
      await listen(server, place);
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`can't listen on ${nameOfPlace(place)}: ${reason}`, { cause: error });
  }
  server.on('error', failed);
  return {
    place: placeOf(server, place),
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
    breakOff: () => {
      for (const socket of taken) socket.destroy();
    },
  };
}

async function listen(server: Server, place: ListenPlace): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(optionsOf(place), () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Without a host, every interface, of IPv6 too where there is one. */
function optionsOf(place: ListenPlace) {
  return 'host' in place && place.host === '' ? { port: place.port } : place;
}

/** Whether the socket is one that nobody listens on any more: a process that was killed leaves it there. */
async function isLeftBehind(path: string, error: unknown): Promise<boolean> {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return false;
  const isSocket = (await lstat(path)).isSocket();
  return isSocket && (await isRefused(path));
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
  });
}

/** The path of an inherited Unix socket is told by nobody, so its number has to do. */
function placeOf(server: Server, place: ListenPlace): ListenPlace {
  const address = server.address();
  if (address === null || typeof address === 'string') return place;
  return { host: 'host' in place ? place.host : address.address, port: address.port };
}
