import type { SecureVersion } from 'node:tls';

/** What a web configuration file says, checked and parsed, with the certificates that it names. */
export interface WebFile {
  /** Undefined: HTTP without TLS. */
  readonly tls: TlsSettings | undefined;
  /** Of every answer, by name; an empty one takes away what would be sent otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bcrypt hashes by the names of users; nobody is asked for a password when there are none. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: no limit. */
  readonly rateLimit: RateLimit | undefined;
}

/** What a client has to show of itself. */
export type ClientAuth = 'none' | 'request' | 'requireAny' | 'verifyIfGiven' | 'requireAndVerify';

export interface TlsSettings {
  /** As `tls.createSecureContext` takes it. */
  readonly context: TlsContext;
  readonly clientAuth: ClientAuth;
  /** A client's certificate must be for one of these; undefined: for anything. */
  readonly allowedSans: readonly string[] | undefined;
}

export interface TlsContext {
  readonly cert: string;
  readonly key: string;
  /** Whose certificates of clients are believed. */
  readonly ca: string[];
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly honorCipherOrder: boolean;
  readonly ciphers?: string;
  readonly ecdhCurve?: string;
}

export interface RateLimit {
  /** After this time one more request may be made. */
  readonly intervalMs: number;
  /** So many may be made at once. */
  readonly burst: number;
}
