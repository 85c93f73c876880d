import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** As openssl writes them: `DNS:localhost,IP:127.0.0.1`. */
  readonly names?: string;
  /** What it may be used for. */
  readonly usage?: 'serverAuth' | 'clientAuth';
  /** Who signs it; itself when nobody does. */
  readonly by?: Certificate;
}

/** Keys and certificates in a directory of their own, made by openssl. */
export class Certificates {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Certificates> {
    return new Certificates(await mkdtemp(join(tmpdir(), 'certificates-')));
  }

  /** An authority, which may sign others. */
  authority(name: string): Promise<Certificate> {
    return this.#make(name, ['-x509', '-addext', 'basicConstraints=critical,CA:TRUE']);
  }

  async make(name: string, { names, usage, by }: CertificateOptions = {}): Promise<Certificate> {
    const extensions = [
      ...(names === undefined ? [] : [`subjectAltName=${names}`]),
      ...(usage === undefined ? [] : [`extendedKeyUsage=${usage}`]),
      'basicConstraints=CA:FALSE',
    ];
    if (by === undefined) return this.#make(name, ['-x509', ...extensions.flatMap((each) => ['-addext', each])]);
    const request = await this.#make(name, []);
    const signed = this.path(`${name}.signed.pem`);
    await writeFile(this.path(`${name}.ext`), extensions.join('\n'));
    await exec('openssl', [
      ...['x509', '-req', '-in', request.cert, '-out', signed, '-days', '2', '-extfile', this.path(`${name}.ext`)],
      ...['-CA', by.cert, '-CAkey', by.key, '-set_serial', String(this.#serial++)],
    ]);
    return { cert: signed, key: request.key };
  }

  #serial = 1;

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

  async #make(name: string, options: readonly string[]): Promise<Certificate> {
    const [cert, key] = [this.path(`${name}.pem`), this.path(`${name}.key`)];
    await exec('openssl', [
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`],
      ...['-keyout', key, '-out', cert, ...options],
    ]);
    return { cert, key };
  }
}

/** What a client or `tls_server_config` needs of a certificate: its texts. */
export async function textsOf({ cert, key }: Certificate): Promise<{ readonly cert: string; readonly key: string }> {
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}
