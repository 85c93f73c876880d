import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { isEveryInterface, nameOfPlace } from '../../core/listen-place.js';
import type { ListenPlace } from '../../core/listen-place.js';
import type { TlsSettings } from '../../core/tls-settings.js';
import type { Connections } from '../connections.js';
import { openListener } from './listener.js';
import type { Listener } from './listener.js';
import { createTlsFront } from './tls-front.js';
import type { TlsFrontOptions } from './tls-front.js';

export interface ListenersOptions {
  readonly places: readonly ListenPlace[];
  /** Undefined: without TLS, for good. */
  readonly tls: TlsSettings | undefined;
  /** How long a handshake may take. */
  readonly handshakeMs: number;
  readonly connections: Connections;
  readonly failed: (error: unknown) => void;
  readonly refused: TlsFrontOptions['refused'];
}

export interface Listeners {
  /** Where they listen, with the ports that they were given. */
  readonly urls: readonly string[];
  connections(): Promise<number>;
  /** Connections that come from now on shake hands by these settings. */
  use(tls: TlsSettings): void;
  /** Takes no more connections, and resolves when all that were taken are gone. */
  close(): Promise<void>;
  /** Ends all that were taken. */
  breakOff(): void;
}

/**
 * Listens in every place, and gives the connections to `server`, which listens nowhere itself.
 * @throws Error that names the place that can't be listened on
 */
export async function openListeners(server: Server, options: ListenersOptions): Promise<Listeners> {
  const { places, tls, handshakeMs, connections, failed, refused } = options;
  const frontFor = (settings: TlsSettings) =>
    createTlsFront(settings, {
      handshakeMs,
      secured: (socket, raw) => {
        connections.secured(socket, raw);
        server.emit('connection', socket);
      },
      refused,
    });
  let front = tls && frontFor(tls);
  const entrance = createEntrance((socket) => {
    // Who comes through a Unix socket can't be found again after the handshake.
    if (front === undefined || socket.remotePort !== undefined) connections.opened(socket);
    if (front === undefined) server.emit('connection', socket);
    else front(socket);
  });
  const listeners: Listener[] = [];
  const breakOff = () => {
    for (const listener of listeners) listener.breakOff();
  };
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    for (const place of places) {
      const { connected } = entrance;
      listeners.push(await openListener(place, { allowHalfOpen: tls === undefined, connected, failed }));
    }
  } catch (error) {
    breakOff();
    await close();
    throw error;
  }
  entrance.open();
  // Only a server that listens looks for requests that take too long.
  server.emit('listening');
  return {
    urls: listeners.map(({ place }) => urlOf(place, tls === undefined ? 'http' : 'https')),
    connections: async () => {
      const counts = await Promise.all(listeners.map((listener) => listener.connections()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    use: (settings) => {
      front = frontFor(settings);
    },
    close,
    breakOff,
  };
}

/** Keeps who has connected waiting until it is opened: nobody is served by a start that fails at a later place. */
function createEntrance(welcome: (socket: Socket) => void) {
  let early: Socket[] | undefined = [];
  return {
    connected: (socket: Socket) => {
      if (early === undefined) welcome(socket);
      else early.push(socket);
    },
    open: () => {
      const waiting = early?.filter((socket) => !socket.destroyed) ?? [];
      early = undefined;
      waiting.forEach(welcome);
    },
  };
}

function urlOf(place: ListenPlace, scheme: string): string {
  if (!('host' in place)) return nameOfPlace(place);
  const { host, port } = place;
  return `${scheme}://${nameOfPlace({ host: isEveryInterface(host) ? 'localhost' : host, port })}`;
}
