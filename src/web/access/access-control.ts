import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RateLimit } from '../../core/rate-limit.js';
import type { Refusal, RefusalReason } from '../../core/refusal.js';
import { sendText } from '../answer.js';
import { headersWith } from '../headers.js';
import { readCredentials } from './credentials.js';
import { isOwnName } from './host-names.js';
import { Passwords } from './passwords.js';
import type { PasswordsOptions, Verdict } from './passwords.js';
import { TokenBucket } from './token-bucket.js';

/** Who may ask, and what every answer says. */
export interface AccessRules {
  readonly isEncrypted: boolean;
  /** Beside the common ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bcrypt hashes by name; nobody is asked for a password when there are none. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: RateLimit | undefined;
}

export interface AccessControlOptions {
  /** Names of this host, beside those that are never public. */
  readonly allowedHosts: readonly string[];
  readonly failed: (error: unknown) => void;
  /** Hears of whoever is not let in. */
  readonly refused: (refusal: Refusal) => void;
  readonly passwords?: PasswordsOptions;
}

/** What whoever watches over the process asks, without a password, and is told nothing but that it lives. */
const probes = ['/-/healthy', '/-/ready'];

/** What is answered for each reason. */
const refusals = {
  rate: { status: 429, text: 'too many requests', headers: { 'Retry-After': '1' } },
  host: { status: 421, text: 'the host is asked for by a name that is not in web.allowedHosts', headers: {} },
  password: {
    status: 401,
    text: 'unauthorized',
    headers: { 'WWW-Authenticate': 'Basic realm="ssm-contacts-exporter", charset="UTF-8"' },
  },
  busy: { status: 503, text: 'too many passwords are waiting to be checked', headers: { 'Retry-After': '1' } },
  origin: { status: 403, text: 'pages of other origins may only read', headers: {} },
} as const satisfies Partial<Record<RefusalReason, unknown>>;

/** Stands before everything that is served: decides who may pass, and gives every answer its headers. */
export class AccessControl {
  readonly #options: AccessControlOptions;
  readonly #passwords: Passwords;
  #rules: AccessRules;
  #bucket: TokenBucket | undefined;
  #headers: ReturnType<typeof headersWith>;

  constructor(rules: AccessRules, options: AccessControlOptions) {
    this.#options = options;
    this.#rules = rules;
    this.#headers = headersWith(rules.headers);
    this.#passwords = new Passwords(rules.users, options.passwords);
    this.#bucket = rules.rateLimit && new TokenBucket(rules.rateLimit);
  }

  /** Of every answer. */
  get headers(): ReturnType<typeof headersWith> {
    return this.#headers;
  }

  /** From the next request on. */
  use(rules: AccessRules): void {
    this.#rules = rules;
    this.#headers = headersWith(rules.headers);
    this.#passwords.use(rules.users);
    const { rateLimit } = rules;
    const { intervalMs, burst } = this.#bucket?.limit ?? {};
    // One that stays the same goes on, and does not begin full again.
    if (rateLimit?.intervalMs !== intervalMs || rateLimit?.burst !== burst) {
      this.#bucket = rateLimit && new TokenBucket(rateLimit);
    }
  }

  /** No further password is compared. */
  close(): void {
    this.#passwords.close();
  }

  /** Passes on to `next` what may pass. */
  before(next: RequestListener): RequestListener {
    return (request, response) => {
      for (const [name, value] of this.#headers) response.setHeader(name, value);
      if (lacksHost(request)) {
        sendText(response, 400, 'a Host header is needed', { Connection: 'close' });
      } else if (isProbe(request)) {
        next(request, response);
      } else if (this.#bucket?.take() === false) {
        this.#refuse(request, response, 'rate');
      } else if (!this.#isOwnName(request)) {
        this.#refuse(request, response, 'host', request.headers.host);
      } else {
        this.#identify(request, response, next);
      }
    };
  }

  /**
   * Whoever guesses is kept out by the certificate where there is one, and by the password where that is asked for: a
   * browser keeps it for the name that it was typed in for.
   */
  #isOwnName({ headers: { host }, socket }: IncomingMessage): boolean {
    // A Unix socket. The address of the other side is missing in a TCP connection, too, once that has reset it.
    const isLocal = socket.localAddress === undefined;
    const isGuarded = this.#rules.isEncrypted || this.#passwords.areAsked || isLocal;
    return isGuarded || host === undefined || isOwnName(host, this.#options.allowedHosts);
  }

  #identify(request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
    const verdict = this.#passwords.areAsked ? this.#judge(request) : 'right';
    if (verdict === 'right') {
      this.#admit(request, response, next);
      return;
    }
    const { headers, socket } = request;
    const answer = (judged: Verdict) => {
      // Whoever has gone is refused by nobody.
      if (socket.destroyed) return;
      if (judged === 'right') this.#admit(request, response, next);
      else if (judged === 'busy') this.#refuse(request, response, 'busy');
      else this.#refuse(request, response, 'password', headers.authorization === undefined ? 'none was sent' : 'wrong');
    };
    Promise.resolve(verdict)
      .then(answer)
      .catch((error: unknown) => {
        this.#options.failed(error);
        if (response.headersSent) response.destroy();
        else sendText(response, 500, 'internal error');
      });
  }

  /** What changes something is not done for a page of somebody else. */
  #admit(request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (isReading || !isForeign(request)) next(request, response);
    else this.#refuse(request, response, 'origin', request.headers.origin);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, reason: keyof typeof refusals, detail?: string): void {
    const { status, text, headers } = refusals[reason];
    sendText(response, status, text, headers);
    const address = request.socket.remoteAddress;
    this.#options.refused({ reason, address, ...(detail !== undefined && { detail }) });
  }

  #judge({ headers: { authorization }, socket }: IncomingMessage): Verdict | Promise<Verdict> {
    const credentials = readCredentials(authorization);
    if (credentials === undefined) return 'wrong';
    return this.#passwords.check(credentials, {
      address: socket.remoteAddress ?? '',
      isWaiting: () => !socket.destroyed,
    });
  }
}

/** HTTP/1.1 demands one (RFC 9112, section 3.2), older clients know none. */
function lacksHost({ headers: { host }, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  return host === undefined && httpVersionMajor === 1 && httpVersionMinor > 0;
}

function isProbe({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && probes.includes(url.replace(/\?.*/s, ''));
}

/** Whether a page of somebody else asks, which a browser tells the origin of. */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
