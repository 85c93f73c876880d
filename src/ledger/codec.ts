import { crc32 } from 'node:zlib';

/**
 * How a record stands in the store: the CRC-32 of its JSON, eight hexadecimal digits, before the JSON itself.
 * LevelDB keeps checksums of its own, but its Node binding does not have them verified on reading.
 */
export const checkedJson = {
  name: 'checked-json',
  format: 'utf8',
  encode: (record: unknown): string => {
    const json = JSON.stringify(record);
    return checksum(json) + json;
  },
  decode: (stored: string): unknown => {
    const json = stored.slice(8);
    if (stored.slice(0, 8) !== checksum(json)) throw new Error('a record does not match its checksum');
    return JSON.parse(json) as unknown;
  },
} as const;

/** The checksum of a record as a number: reading its JSON and writing it again does not change it. */
export function checksumOf(record: unknown): number {
  return crc32(JSON.stringify(record));
}

/** The checksum in front of a stored record. */
export function storedChecksum(stored: string): number {
  return parseInt(stored.slice(0, 8), 16);
}

/** The CRC-32 of a text, as eight hexadecimal digits. */
export function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
