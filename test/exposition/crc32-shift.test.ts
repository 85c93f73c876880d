import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { joinedCrc32, shiftOf } from '../../src/exposition/crc32-shift.js';

describe('the checksum of joined bytes', () => {
  it('follows from the checksums of both', () => {
    const bytes = fc.uint8Array({ maxLength: 5000 });
    fc.assert(
      fc.property(bytes, bytes, (before, next) => {
        const joined = joinedCrc32(crc32(before), crc32(next), shiftOf(next.length));
        assert.equal(joined, crc32(Buffer.concat([before, next])));
      }),
    );
  });

  it('follows for lengths beyond 32 bits, where only zeros follow', () => {
    // Twice 2^32 + 7 zeros are as many as the sum of both.
    const length = 2 ** 32 + 7;
    const zeros = (size: number) => joinedCrc32(0xffffffff, 0, shiftOf(size));
    assert.equal(joinedCrc32(zeros(length), 0, shiftOf(length)), zeros(2 * length));
  });
});
