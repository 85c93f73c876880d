/** The CRC-32C (Castagnoli) of bytes, four at a time; `node:zlib` has only the other CRC-32. */
export function crc32c(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % 4);
  const at = (index: number) => bytes[index] ?? 0;
  let crc = -1;
  let index = 0;
  for (; index < whole; index += 4) {
    crc ^= at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    crc = row(3, crc) ^ row(2, crc >>> 8) ^ row(1, crc >>> 16) ^ row(0, crc >>> 24);
  }
  for (; index < bytes.length; index += 1) crc = (crc >>> 8) ^ row(0, crc ^ at(index));
  return ~crc >>> 0;
}

/** LevelDB stores checksums rotated and moved, so that the checksum of what holds checksums still means something. */
export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** What a byte does to the checksum, with none to three bytes after it: a row of 256 for each. */
const table = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[byte] = crc;
}
for (let entry = 256; entry < table.length; entry += 1) {
  const before = table[entry - 256] ?? 0;
  table[entry] = (before >>> 8) ^ row(0, before);
}

function row(following: number, byte: number): number {
  return table[following * 256 + (byte & 0xff)] ?? 0;
}
