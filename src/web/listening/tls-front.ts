import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from '../../core/tls-settings.js';
import { alternativeNames } from './alternative-names.js';

export interface TlsFrontOptions {
  /** How long a handshake may take. */
  readonly handshakeMs: number;
  /**
   * A client has shown what it has to. `raw` is the connection as it came, where that can be told: not through a Unix
   * socket, whose clients have no address.
   */
  readonly secured: (socket: TLSSocket, raw: Socket | undefined) => void;
}

/**
 * Makes of each connection that is passed to it one with TLS. It never listens itself, so that another one, with other
 * settings, can take the connections that come next while those of this one go on.
 */
export function createTlsFront(
  settings: TlsSettings,
  { handshakeMs, secured }: TlsFrontOptions,
): (raw: Socket) => void {
  const { context, clientAuth } = settings;
  const shakingHands = new Map<string, Socket>();
  const server = createServer({
    ...context,
    // Each connection proves anew who it is: what was agreed upon under former settings can't be taken up again.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: handshakeMs,
    ALPNProtocols: ['http/1.1'],
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'requireAndVerify',
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (socket) => {
    if (isWelcome(socket, settings)) secured(socket, shakingHands.get(endsOf(socket)));
    else socket.destroy();
    shakingHands.delete(endsOf(socket));
  });
  return (raw) => {
    const ends = endsOf(raw);
    if (raw.remotePort !== undefined) {
      shakingHands.set(ends, raw);
      raw.once('close', () => {
        if (shakingHands.get(ends) === raw) shakingHands.delete(ends);
      });
    }
    server.emit('connection', raw);
  };
}

/** Node.js does not say which connection a secured one was made of, but no two have the same ends. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}

/** Whether the client has shown a certificate that will do. */
function isWelcome(socket: TLSSocket, { clientAuth, allowedSans }: TlsSettings): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return allowedSans === undefined && !['requireAny', 'requireAndVerify'].includes(clientAuth);
  }
  const isVerified = ['verifyIfGiven', 'requireAndVerify'].includes(clientAuth);
  if (isVerified && !socket.authorized) return false;
  return allowedSans === undefined || alternativeNames(certificate).some((name) => allowedSans.includes(name));
}
