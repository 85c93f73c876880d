import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Connections that are opened again whenever they are cut. */
export interface HostileClients {
  /** Resolves when each of them has been connected once. */
  readonly begun: Promise<unknown>;
  /** How often one of them has been cut. */
  readonly cuts: number;
  stop(): Promise<void>;
}

const host = 'Host: exporter\r\n';

/** What each kind of client sends at first, and what it goes on with; none of them reads. */
const kinds = [
  { begins: '', goesOn: '' },
  { begins: 'GET /metrics HTTP/1.1\r\nA: ', goesOn: 'b' },
  { begins: `GET /metrics HTTP/1.1\r\n${host}Content-Length: 1000000\r\n\r\n`, goesOn: 'b' },
  { begins: `GET /metrics HTTP/1.1\r\n${host}\r\n`.repeat(5), goesOn: `GET / HTTP/1.1\r\n${host}\r\n` },
  { begins: '\x16\x03\x01\x02\x00', goesOn: '\0' },
] as const;

const trickleMs = 500;
const pauseMs = 1000;

/** Opens so many connections to a server, of every kind in turn. */
export function connectHostile(url: string, count: number): HostileClients {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let cuts = 0;
  let isOver = false;

  const connectOnce = ({ begins, goesOn }: (typeof kinds)[number], connected: () => void) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        connected();
        if (begins !== '') socket.write(begins);
      });
      open.add(socket);
      const trickle = setInterval(() => goesOn !== '' && socket.write(goesOn), trickleMs);
      // Being cut off is what they are for.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(trickle);
        open.delete(socket);
        resolve();
      });
    });
  const stay = async (kind: (typeof kinds)[number], connected: () => void) => {
    while (!isOver) {
      await connectOnce(kind, connected);
      cuts += 1;
      await sleep(pauseMs);
    }
  };
  const begun = [...Array(count).keys()].map(
    (index) => new Promise<void>((resolve) => void stay(kinds[index % kinds.length] ?? kinds[0], resolve)),
  );
  return {
    begun: Promise.all(begun),
    get cuts() {
      return cuts;
    },
    stop() {
      isOver = true;
      for (const socket of open) socket.destroy();
      return Promise.resolve();
    },
  };
}
