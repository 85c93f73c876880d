import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Refusal } from '../../core/refusal.js';
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
  /** Hears of whoever has shown no certificate that will do. */
  readonly refused: (refusal: Refusal) => void;
}

/**
 * Makes of each connection that is passed to it one with TLS. It never listens itself, so that another one, with other
 * settings, can take the connections that come next while those of this one go on.
 */
export function createTlsFront(
  settings: TlsSettings,
  { handshakeMs, secured, refused }: TlsFrontOptions,
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
  // The one whose end is being told of: a secured one that Node.js refuses ends with it, and knows its client no more.
  let ending: Socket | undefined;
  server.on('tlsClientError', (error, socket) => {
    const detail = certificateProblem(error, socket);
    const address = socket.remoteAddress ?? ending?.remoteAddress;
    if (detail !== undefined) refused({ reason: 'certificate', address, detail });
    socket.destroy();
  });
  server.on('secureConnection', (socket) => {
    const detail = problemOf(socket, settings);
    if (detail === undefined) {
      secured(socket, shakingHands.get(endsOf(socket)));
    } else {
      refused({ reason: 'certificate', address: socket.remoteAddress, detail });
      socket.destroy();
    }
    shakingHands.delete(endsOf(socket));
  });
  return (raw) => {
    const ends = endsOf(raw);
    raw.once('close', () => {
      ending = raw;
      queueMicrotask(() => (ending = undefined));
    });
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

const noCertificate = 'no certificate';

/** What is wrong with the certificate that a client has shown; undefined when it will do. */
function problemOf(socket: TLSSocket, { clientAuth, allowedSans }: TlsSettings): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    const isNeeded = allowedSans !== undefined || ['requireAny', 'requireAndVerify'].includes(clientAuth);
    return isNeeded ? noCertificate : undefined;
  }
  const isVerified = ['verifyIfGiven', 'requireAndVerify'].includes(clientAuth);
  if (isVerified && !socket.authorized) return codeOf(socket) ?? 'not verified';
  const isAllowed =
    allowedSans === undefined || alternativeNames(certificate).some((name) => allowedSans.includes(name));
  return isAllowed ? undefined : 'no allowed SAN';
}

/** The same of a handshake that has failed; undefined when that had another cause. */
function certificateProblem(error: NodeJS.ErrnoException, socket: TLSSocket): string | undefined {
  return error.code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE' ? noCertificate : codeOf(socket);
}

/** Why Node.js does not trust it. The types have an error, but it is the code of one. */
function codeOf({ authorizationError }: TLSSocket): string | undefined {
  return (authorizationError as unknown as string | null | undefined) ?? undefined;
}
