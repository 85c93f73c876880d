import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS } from 'node:tls';
import { describeError } from '../../core/describe-error.js';
import type { TlsContext, TlsSettings } from '../../core/tls-settings.js';
import type { ReadFile } from '../file-reader.js';
import { cipherSuites, clientAuths, curves, isOfTls13, versions } from './go-names.js';
import { isOfLines } from './section.js';
import type { Section } from './section.js';

export const tlsKeys = [
  'cert',
  'key',
  'client_ca',
  'cert_file',
  'key_file',
  'client_auth_type',
  'client_ca_file',
  'cipher_suites',
  'curve_preferences',
  'min_version',
  'max_version',
  'prefer_server_cipher_suites',
  'client_allowed_sans',
] as const;
type TlsKey = (typeof tlsKeys)[number];
type TlsSection = Section<TlsKey>;

/** A PEM text, and the key that it is from. */
interface Pem {
  readonly key: TlsKey;
  readonly text: string;
}

/** Undefined when nothing asks for TLS, or something is wrong and has been reported. */
export async function readTls(section: TlsSection, read: ReadFile): Promise<TlsSettings | undefined> {
  const negotiation = readNegotiation(section);
  if (section.isEmpty) return undefined;
  const [cert, key, ca] = [
    await pemOf(section, ['cert_file', 'cert'], read),
    await pemOf(section, ['key_file', 'key'], read),
    await pemOf(section, ['client_ca_file', 'client_ca'], read),
  ];
  const clientAuth = section.chosen('client_auth_type', clientAuths, '') ?? 'none';
  const allowedSans = section.list('client_allowed_sans');
  if (cert === undefined) section.report('cert_file', 'is missing, and cert is, too: without one there is no TLS');
  if (key === undefined) section.report('key_file', 'is missing, and key is, too: without one there is no TLS');
  if (clientAuth === 'none') {
    const futile = 'does nothing as long as client_auth_type asks for no certificate';
    if (ca !== undefined) section.report(ca.key, futile);
    if (allowedSans !== undefined) section.report('client_allowed_sans', futile);
  }
  const authorities = ca === undefined ? [] : authoritiesOf(section, ca);
  if (cert === undefined || key === undefined || !isPair(section, cert, key)) return undefined;
  const context = { ...negotiation, cert: cert.text, key: key.text, ca: authorities };
  return isUsable(section, context) ? { context, clientAuth, allowedSans } : undefined;
}

/** The file wins over the text beside it, and the text of an unreadable file is empty, and reported. */
async function pemOf(section: TlsSection, [fileKey, textKey]: [TlsKey, TlsKey], read: ReadFile) {
  const path = section.text(fileKey);
  const text = section.text(textKey);
  if (path === '') return text === '' ? undefined : { key: textKey, text };
  if (isOfLines(path) || path.includes('-----BEGIN')) {
    section.report(fileKey, `must be the path of a file: the text itself belongs in ${textKey}`);
    return { key: fileKey, text: '' };
  }
  try {
    return { key: fileKey, text: await read(path) };
  } catch (error) {
    section.report(fileKey, describeError(error));
    return { key: fileKey, text: '' };
  }
}

function readNegotiation(section: TlsSection): Omit<TlsContext, 'cert' | 'key' | 'ca'> {
  const minVersion = section.chosen('min_version', versions, 'TLS12') ?? 'TLSv1.2';
  const maxVersion = section.chosen('max_version', versions, 'TLS13') ?? 'TLSv1.3';
  const order = Object.values(versions);
  if (order.indexOf(minVersion) > order.indexOf(maxVersion)) section.report('min_version', 'is above max_version');
  const suites = section.allChosen('cipher_suites', cipherSuites) ?? [];
  const groups = section.allChosen('curve_preferences', curves) ?? [];
  // OpenSSL has no TLS before 1.2 at its usual level of security.
  const level = order.indexOf(minVersion) < order.indexOf('TLSv1.2') ? ['@SECLEVEL=0'] : [];
  const ciphers = suites.length > 0 ? withTls13(suites) : level.length > 0 ? [DEFAULT_CIPHERS] : [];
  return {
    minVersion,
    maxVersion,
    honorCipherOrder: section.boolean('prefer_server_cipher_suites', true),
    ...(ciphers.length > 0 && { ciphers: [...ciphers, ...level].join(':') }),
    ...(groups.length > 0 && { ecdhCurve: groups.join(':') }),
  };
}

/** The list is for versions up to 1.2; TLS 1.3 has its three suites whatever it says. Node.js takes one list for both. */
function withTls13(suites: readonly string[]): readonly string[] {
  const ofTls13 = Object.values(cipherSuites).filter(isOfTls13);
  return [...ofTls13, ...suites.filter((suite) => !isOfTls13(suite))];
}

function authoritiesOf(section: TlsSection, { key, text }: Pem): string[] {
  if (text === '') return [];
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const isGood = found.every((pem) => attempt(section, key, () => new X509Certificate(pem)) !== undefined);
  if (found.length === 0) section.report(key, 'has no certificate in it');
  return isGood ? found : [];
}

function isPair(section: TlsSection, cert: Pem, key: Pem): boolean {
  if (cert.text === '' || key.text === '') return false;
  const certificate = attempt(section, cert.key, () => new X509Certificate(cert.text));
  const secret = attempt<KeyObject>(section, key.key, () => createPrivateKey(key.text));
  if (certificate === undefined || secret === undefined) return false;
  if (certificate.checkPrivateKey(secret)) return true;
  section.report(key.key, `is not the key of the certificate in ${cert.key}`);
  return false;
}

/** OpenSSL has the last word on how all of it goes together. */
function isUsable(section: TlsSection, context: TlsContext): boolean {
  if (context.minVersion > context.maxVersion) return false;
  return attempt(section, 'cert_file', () => createSecureContext(context)) !== undefined;
}

function attempt<T>(section: TlsSection, key: TlsKey, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    section.report(key, `can't be used: ${describeError(error)}`);
    return undefined;
  }
}
