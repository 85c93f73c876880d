import { Cursor } from './cursor.js';

/**
 * Expands what Snappy has compressed (github.com/google/snappy, format_description.txt).
 * @throws Error when it is cut short or refers to what is not there
 */
export function unsnappy(compressed: Buffer): Buffer {
  const from = new Cursor(compressed);
  const expanded = Buffer.alloc(from.varint());
  let at = 0;
  while (!from.isAtEnd) {
    const [tag = 0] = from.take(1);
    const upper = tag >>> 2;
    if ((tag & 3) === 0) {
      const length = 1 + (upper < 60 ? upper : from.take(upper - 59).readUIntLE(0, upper - 59));
      at += from.take(length).copy(expanded, at);
      continue;
    }
    const { length, distance } = toCopy(tag, from);
    if (distance === 0 || distance > at) throw new Error('it refers to what is not there');
    // Byte by byte: a copy may go on into what it has just written.
    for (const end = at + length; at < end; at += 1) expanded[at] = expanded[at - distance] ?? 0;
  }
  return expanded;
}

function toCopy(tag: number, from: Cursor): { readonly length: number; readonly distance: number } {
  const upper = tag >>> 2;
  if ((tag & 3) === 1) return { length: 4 + (upper & 7), distance: ((tag >>> 5) << 8) + from.take(1).readUInt8() };
  const bytes = (tag & 3) === 2 ? 2 : 4;
  return { length: 1 + upper, distance: from.take(bytes).readUIntLE(0, bytes) };
}
