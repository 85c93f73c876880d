import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { Family, Sample } from '../../src/exposition/family.js';
import type { Format } from '../../src/exposition/format.js';
import { Renderer } from '../../src/exposition/renderer.js';
import { textFormat } from '../../src/exposition/text.js';

const root = await protobuf.load(fileURLToPath(new URL('metrics.proto', import.meta.url)));
const metricFamily = root.lookupType('io.prometheus.client.MetricFamily');

/** Families as a scrape shows them in one format, without compression. */
export async function written<Part>(format: Format<Part>, families: readonly Family[]): Promise<Buffer> {
  const rendering = await new Renderer(format).render(families);
  return rendering.bytes('identity');
}

export async function writtenText(families: readonly Family[], format: Format<string> = textFormat): Promise<string> {
  return (await written(format, families)).toString();
}

/** Reads delimited messages, by a library that knows nothing of how they were written. Throws on an unknown field. */
export function readProtobuf(bytes: Uint8Array): unknown[] {
  const reader = protobuf.Reader.create(bytes);
  const found: unknown[] = [];
  while (reader.pos < reader.len) {
    const message = metricFamily.decodeDelimited(reader);
    const again = metricFamily.encode(message).finish();
    found.push(metricFamily.toObject(message, { longs: Number, enums: String }));
    if (again.length !== lengthOf(found.length - 1, bytes)) throw new Error('a field is unknown');
  }
  return found;
}

/** The length that the delimiter of a message gives. */
function lengthOf(message: number, bytes: Uint8Array): number {
  const reader = protobuf.Reader.create(bytes);
  for (let skipped = 0; skipped < message; skipped += 1) reader.skip(reader.uint32());
  return reader.uint32();
}

/** A family of one block. */
export function family(type: Family['type'], name: string, ...samples: readonly Sample[]): Family {
  return { name, help: `The ${name}.`, type, blocks: [samples] };
}

/** The bytes of a file beside this one. UPDATE_GOLDEN=1 writes it anew, for a change that is meant. */
export async function golden(file: string, bytes: Uint8Array): Promise<Buffer> {
  const url = new URL(file, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(url, bytes);
  return readFile(url);
}
