import type { IncomingMessage } from 'node:http';

const limitBytes = 1024 * 1024;

/** The request's body as text; undefined when it is larger than 1 MiB. Rejects when the client gives up. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    // What is too much is read on and dropped: a client that is still sending would not see the answer.
    if (sizeBytes <= limitBytes) chunks.push(chunk);
  }
  return sizeBytes > limitBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
