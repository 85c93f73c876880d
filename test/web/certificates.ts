import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const usages = { serverAuth: x509.ExtendedKeyUsage.serverAuth, clientAuth: x509.ExtendedKeyUsage.clientAuth };

/** Paths of PEM files, and what it takes to sign others. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface CertificateOptions {
  readonly names?: x509.JsonGeneralNames;
  /** What it may be used for. */
  readonly usage?: keyof typeof usages;
  /** Who signs it; itself when nobody does. */
  readonly by?: Certificate;
}

/** Keys and certificates, valid for a day, in a directory of their own. */
export class Certificates {
  readonly folder: string;
  #serial = 1;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Certificates> {
    return new Certificates(await mkdtemp(join(tmpdir(), 'certificates-')));
  }

  /** An authority, which may sign others. */
  authority(name: string): Promise<Certificate> {
    return this.#make(name, undefined, [new x509.BasicConstraintsExtension(true, undefined, true)]);
  }

  make(name: string, { names, usage, by }: CertificateOptions = {}): Promise<Certificate> {
    return this.#make(name, by, [
      new x509.BasicConstraintsExtension(false),
      ...(names === undefined ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
      ...(usage === undefined ? [] : [new x509.ExtendedKeyUsageExtension([usages[usage]])]),
    ]);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, text: string): Promise<string> {
    await writeFile(this.path(name), text);
    return this.path(name);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  async #make(name: string, by: Certificate | undefined, extensions: x509.Extension[]): Promise<Certificate> {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const subject = `CN=${name}`;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: (this.#serial++).toString(16).padStart(2, '0'),
      subject,
      issuer: by?.subject ?? subject,
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 86_400_000),
      publicKey: keys.publicKey,
      signingKey: (by ?? { keys }).keys.privateKey,
      signingAlgorithm: algorithm,
      extensions,
    });
    const secret = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    return {
      cert: await this.write(`${name}.pem`, `${certificate.toString('pem')}\n`),
      key: await this.write(`${name}.key`, `${secret}\n`),
      subject,
      keys,
    };
  }
}

/** What a client or `tls_server_config` needs of a certificate: its texts. */
export async function textsOf({
  cert,
  key,
}: Pick<Certificate, 'cert' | 'key'>): Promise<{ readonly cert: string; readonly key: string }> {
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

/** Names of this machine, for a server that listens on it. */
export const localNames: x509.JsonGeneralNames = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
];
