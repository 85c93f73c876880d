import { crc32c, masked } from './crc32c.js';

const blockSize = 32 * 1024;
const headerSize = 7;
const types = { padding: 0, full: 1, first: 2, middle: 3, last: 4 } as const;

/**
 * The records of a file in LevelDB's log format (github.com/google/leveldb, doc/log_format.md), as far as it goes: LevelDB
 * takes a record that the end of the file cuts short for one that was never written whole.
 * @throws Error when a record does not match its checksum
 */
export function* logRecords(file: Buffer): Generator<Buffer> {
  let fragments: Buffer[] = [];
  for (let at = 0; at + headerSize <= file.length;) {
    const leftInBlock = blockSize - (at % blockSize);
    if (leftInBlock < headerSize) {
      at += leftInBlock;
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    const type = file[at + 6];
    const end = at + headerSize + length;
    if (end > file.length || type === types.padding) return;
    const checked = file.subarray(at + 6, end);
    if (file.readUInt32LE(at) !== masked(crc32c(checked))) throw new Error('a record does not match its checksum');
    if (type === types.full || type === types.first) fragments = [];
    fragments.push(checked.subarray(1));
    if (type === types.full || type === types.last) yield Buffer.concat(fragments);
    at = end;
  }
}
