import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PartialGzip } from '../../src/exposition/partial-gzip.js';

const piece = (text: string, bytes: number) => Buffer.from(text.repeat(Math.ceil(bytes / text.length)));

describe('a body that is compressed in parts', () => {
  it('is one gzip member that any reader takes for the whole', async () => {
    const pieces = [piece('a line\n', 40_000), piece('b', 1), piece('another line\n', 20_000), Buffer.alloc(0)];
    const whole = Buffer.concat(pieces);
    const compressed = await new PartialGzip().compress(pieces);
    assert.deepEqual(gunzipSync(compressed), whole);
    // A reader that stops at the first member has read everything.
    const stream = createGunzip();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk)).end(compressed);
    await once(stream, 'end');
    assert.deepEqual([Buffer.concat(chunks).length, stream.bytesWritten], [whole.length, compressed.length]);
  });

  it('is the same bytes whether parts were compressed before or not', async () => {
    const size = fc.nat({ max: 30_000 });
    const bodies = fc.array(fc.array(fc.tuple(size, fc.nat({ max: 2 })), { maxLength: 6 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bodies, async (drawn) => {
        const gzip = new PartialGzip();
        const pool = new Map<string, Buffer>();
        const results: Buffer[] = [];
        const expected: Buffer[] = [];
        for (const sizes of drawn) {
          const pieces = sizes.map(([bytes, kind], place) => {
            const key = `${place} ${bytes} ${kind}`;
            const known = pool.get(key) ?? piece(`${kind} of ${place}\n`, bytes);
            pool.set(key, known);
            return known;
          });
          results.push(gunzipSync(await gzip.compress(pieces)));
          expected.push(Buffer.concat(pieces));
        }
        assert.deepEqual(results, expected);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the same piece apart when it comes twice', async () => {
    const same = piece('again\n', 20_000);
    const gzip = new PartialGzip();
    const bodies = [[same, same], [same, piece('x', 10), same], [same]];
    const read: Buffer[] = [];
    for (const pieces of bodies) read.push(gunzipSync(await gzip.compress(pieces)));
    assert.deepEqual(
      read,
      bodies.map((pieces) => Buffer.concat(pieces)),
    );
  });

  it('is not much longer than one that is compressed as a whole', async () => {
    const lines = (from: number) =>
      Array.from({ length: 200 }, (_, index) => `metric{contact="person-${from + index}"} ${index % 7}\n`).join('');
    const pieces = Array.from({ length: 100 }, (_, index) => Buffer.from(lines(index * 200)));
    const compressed = await new PartialGzip().compress(pieces);
    const ratio = compressed.length / gzipSync(Buffer.concat(pieces)).length;
    assert.ok(ratio < 1.3, `${ratio}`);
  });
});
