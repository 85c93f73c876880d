import { crc32c, masked } from './crc32c.js';
import { Cursor } from './cursor.js';
import { unsnappy } from './snappy.js';

const footerSize = 48;
const magic = Buffer.from('57fb808b247547db', 'hex');
/** After each block: how it is compressed, and its checksum. */
const trailerSize = 5;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Checks every block of a table against its checksum: data, filter and both indexes (github.com/google/leveldb,
 * doc/table_format.md).
 * @throws Error when one does not match
 */
export function checkTable(file: Buffer): void {
  if (file.length < footerSize || !file.subarray(-magic.length).equals(magic))
    throw new Error('its end is not that of a table');
  const footer = new Cursor(file.subarray(-footerSize));
  const [metaIndex, index] = [toHandle(footer), toHandle(footer)];
  const data = handlesIn(checkedBlock(file, index));
  const others = handlesIn(checkedBlock(file, metaIndex));
  for (const handle of [...data, ...others]) checkedBlock(file, handle);
  const blocks = [...data, ...others, metaIndex, index];
  const accounted = blocks.reduce((bytes, { size }) => bytes + size + trailerSize, footerSize);
  if (accounted !== file.length) throw new Error('its blocks are not all of it');
}

function toHandle(from: Cursor): Handle {
  return { offset: from.varint(), size: from.varint() };
}

/** A block as it stands in the file, and how it is compressed. */
function checkedBlock(
  file: Buffer,
  { offset, size }: Handle,
): { readonly bytes: Buffer; readonly isCompressed: boolean } {
  const block = file.subarray(offset, offset + size + trailerSize);
  if (block.length < size + trailerSize) throw new Error('it ends within a block');
  if (block.readUInt32LE(size + 1) !== masked(crc32c(block.subarray(0, size + 1)))) {
    throw new Error('a block does not match its checksum');
  }
  return { bytes: block.subarray(0, size), isCompressed: block[size] === 1 };
}

/** What the entries of an index point at. Each is a key, less what it shares with the one before, and a handle. */
function handlesIn({ bytes, isCompressed }: ReturnType<typeof checkedBlock>): readonly Handle[] {
  const block = isCompressed ? unsnappy(bytes) : bytes;
  const restarts = block.readUInt32LE(block.length - 4);
  const entries = new Cursor(block.subarray(0, block.length - 4 * (restarts + 1)));
  const handles: Handle[] = [];
  while (!entries.isAtEnd) {
    entries.varint();
    const [keyLength, handleLength] = [entries.varint(), entries.varint()];
    entries.take(keyLength);
    handles.push(toHandle(new Cursor(entries.take(handleLength))));
  }
  return handles;
}
