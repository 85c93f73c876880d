import { get as getPlain } from 'node:http';
import { get as getEncrypted } from 'node:https';
import { isEveryInterface, nameOfPlace } from './core/listen-place.js';
import type { ConfiguredPlace } from './core/listen-place.js';

const deadlineMs = 4000;

/** What came of asking, or why nothing did. */
interface Finding {
  readonly isHealthy: boolean;
  readonly text: string;
  /** Whether it seems to have spoken of something else than TLS. */
  readonly isOtherProtocol?: boolean;
}

/** Where an exporter may listen. */
interface Listening {
  readonly listen: readonly ConfiguredPlace[];
  readonly systemdSocket: boolean;
}

/** The first place that the settings tell, or why they tell none. */
export function placeToAsk({
  listen,
  systemdSocket,
}: Listening): { readonly place: ConfiguredPlace } | { readonly problem: string } {
  if (systemdSocket) {
    return {
      problem: `\
web.systemdSocket: a health check does not know which sockets systemd has passed to the exporter;
name one with --web.systemd-socket=false --web.listen-address=ADDRESS`,
    };
  }
  const place = listen.find((each) => 'path' in each || each.port !== 0);
  if (place !== undefined) return { place };
  return {
    problem: `\
web.listenAddress: a health check does not know which free port the exporter has found;
name it with --web.listen-address=ADDRESS`,
  };
}

/**
 * Asks an exporter on this machine whether it is healthy. With `mayEncrypt` it may speak TLS; its certificate is not
 * looked at, since nothing is told to it.
 * @throws Error that says why it is not
 */
export async function checkHealth(configured: ConfiguredPlace, mayEncrypt: boolean): Promise<void> {
  const place = reachable(configured);
  const asked = 'path' in place ? { socketPath: place.path } : place;
  const encrypted = mayEncrypt ? await ask(getEncrypted, asked) : undefined;
  const finding =
    encrypted === undefined || encrypted.isOtherProtocol === true ? await ask(getPlain, asked) : encrypted;
  if (!finding.isHealthy) throw new Error(`${nameOfPlace(place)}: ${finding.text}`);
}

/** Whoever listens on every interface is asked on the one that is always there. */
function reachable(place: ConfiguredPlace): ConfiguredPlace {
  return 'host' in place && isEveryInterface(place.host) ? { ...place, host: '127.0.0.1' } : place;
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
