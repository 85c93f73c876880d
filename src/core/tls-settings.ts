/** What a client has to show of itself. */
export type ClientAuth = 'none' | 'request' | 'requireAny' | 'verifyIfGiven' | 'requireAndVerify';

/** How connections are encrypted, and who may have one. */
export interface TlsSettings {
  readonly context: TlsContext;
  readonly clientAuth: ClientAuth;
  /** A client's certificate must be for one of these; undefined: for anything. */
  readonly allowedSans: readonly string[] | undefined;
}

/** As Node.js names the versions of TLS. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** As `tls.createSecureContext` takes it. */
export interface TlsContext {
  readonly cert: string;
  readonly key: string;
  /** Whose certificates of clients are believed. */
  readonly ca: string[];
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly honorCipherOrder: boolean;
  readonly ciphers?: string;
  readonly ecdhCurve?: string;
}
