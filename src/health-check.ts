import { get as getPlain } from 'node:http';
import { get as getEncrypted } from 'node:https';

const deadlineMs = 4000;

/** Hosts that mean every interface. */
const wildcards = ['', '0.0.0.0', '::'];

/** Where an exporter listens. */
type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** What came of asking, or why nothing did. */
interface Finding {
  readonly isHealthy: boolean;
  readonly text: string;
  /** Whether it seems to have spoken of something else than TLS. */
  readonly isOtherProtocol?: boolean;
}

/**
 * Asks an exporter on this machine whether it is healthy. With `mayEncrypt` it may speak TLS; its certificate is not
 * looked at, since nothing is told to it.
 * @throws Error that says why it is not
 */
export async function checkHealth(place: Place, mayEncrypt: boolean): Promise<void> {
  const asked = 'path' in place ? { socketPath: place.path } : { host: loopbackOf(place.host), port: place.port };
  const encrypted = mayEncrypt ? await ask(getEncrypted, asked) : undefined;
  const finding =
    encrypted === undefined || encrypted.isOtherProtocol === true ? await ask(getPlain, asked) : encrypted;
  const name = 'path' in place ? `unix:${place.path}` : `${loopbackOf(place.host)}:${place.port}`;
  if (!finding.isHealthy) throw new Error(`${name}: ${finding.text}`);
}

function loopbackOf(host: string): string {
  return wildcards.includes(host) ? '127.0.0.1' : host;
}

type Asked = { readonly socketPath: string } | { readonly host: string; readonly port: number };

function ask(get: typeof getEncrypted, asked: Asked): Promise<Finding> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(deadlineMs);
    let hasShakenHands = false;
    const options = { ...asked, path: '/-/healthy', agent: false as const, rejectUnauthorized: false, signal };
    const request = get(options, (response) => {
      response.resume();
      resolve({ isHealthy: response.statusCode === 200, text: `answered ${response.statusCode}` });
    });
    request.on('socket', (socket) => socket.once('secureConnect', () => (hasShakenHands = true)));
    request.on('error', ({ message }) => {
      // Whoever asks for a certificate of the client turns, even though there is none here to show.
      const isHealthy = !signal.aborted && (hasShakenHands || /\balert\b/.test(message));
      const text = signal.aborted ? `no answer within ${deadlineMs / 1000} s` : message;
      resolve({ isHealthy, text, isOtherProtocol: message.includes('wrong version number') });
    });
  });
}
