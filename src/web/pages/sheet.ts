import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** What is sent of a page, in both ways in which it may be asked for. */
export interface Sheet {
  readonly body: Buffer;
  readonly compressed: Buffer;
}

/** Compresses on another thread. */
export async function toSheet(text: string): Promise<Sheet> {
  const body = Buffer.from(text);
  return { body, compressed: await compress(body) };
}
