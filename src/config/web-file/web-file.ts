import type { RateLimit } from '../../core/rate-limit.js';
import type { TlsSettings } from '../../core/tls-settings.js';

/** What a web configuration file says, checked and parsed, with the certificates that it names. */
export interface WebFile {
  /** Undefined: HTTP without TLS. */
  readonly tls: TlsSettings | undefined;
  /** Of every answer, by name; an empty Content-Security-Policy takes away what would be sent otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bcrypt hashes by the names of users; nobody is asked for a password when there are none. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: no limit. */
  readonly rateLimit: RateLimit | undefined;
}
