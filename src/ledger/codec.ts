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

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
