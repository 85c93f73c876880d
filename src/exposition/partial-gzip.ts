import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { joinedCrc32, shiftOf } from './crc32-shift.js';

const deflate = promisify(deflateRaw);

/** Pieces are compressed in segments of at least this size: small enough to repeat, large enough to compress well. */
const segmentBytes = 16 * 1024;

// RFC 1952: magic number, deflate, no flags, no time, no extra flags, unknown system.
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
// RFC 1951: an empty last block with fixed codes.
const lastBlock = Buffer.from([3, 0]);

interface Segment {
  readonly pieces: readonly Buffer[];
  readonly deflated: Buffer;
  /** Of what was compressed. */
  readonly length: number;
  readonly crc: number;
  /** How it moves the checksum of what stands before it. */
  readonly shift: number;
}

/**
 * Compresses bodies that are much alike. Each segment is compressed on its own and ends on a whole byte, so that those that
 * have not changed since the last body are taken over, and all of them together make one ordinary gzip member.
 */
export class PartialGzip {
  /** The segments of the last body, by their first pieces. */
  #known: ReadonlyMap<Buffer | undefined, Segment> = new Map();

  /** `pieces` that are the same objects as in the last body have not changed. */
  async compress(pieces: readonly Buffer[]): Promise<Buffer> {
    const segments: Segment[] = [];
    // One after the other: each needs a third of a megabyte while it is compressed, on a thread of its own.
    for (const together of groups(pieces)) {
      const known = this.#known.get(together[0]);
      segments.push(known !== undefined && isSame(known.pieces, together) ? known : await toSegment(together));
    }
    this.#known = new Map(segments.map((segment) => [segment.pieces[0], segment]));
    return Buffer.concat([header, ...segments.map(({ deflated }) => deflated), lastBlock, trailerOf(segments)]);
  }
}

async function toSegment(pieces: readonly Buffer[]): Promise<Segment> {
  const whole = Buffer.concat(pieces);
  const { length } = whole;
  const deflated = await deflate(whole, { finishFlush: constants.Z_SYNC_FLUSH });
  return { pieces, deflated, length, crc: crc32(whole), shift: shiftOf(length) };
}

function groups(pieces: readonly Buffer[]): Buffer[][] {
  const found: Buffer[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (room > 0) found.at(-1)?.push(piece);
    else {
      found.push([piece]);
      room = segmentBytes;
    }
    room -= piece.length;
  }
  return found;
}

function isSame(before: readonly Buffer[], pieces: readonly Buffer[]): boolean {
  return before.length === pieces.length && before.every((piece, index) => piece === pieces[index]);
}

/** The CRC-32 and the length, modulo 2^32, of what was compressed. */
function trailerOf(segments: readonly Segment[]): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(
    segments.reduce((crc, next) => joinedCrc32(crc, next.crc, next.shift), 0),
    0,
  );
  trailer.writeUInt32LE(segments.reduce((sum, { length }) => sum + length, 0) % 2 ** 32, 4);
  return trailer;
}
