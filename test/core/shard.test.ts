import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isInShard } from '../../src/core/shard.js';
import { arns } from './stories.js';

function ordinalsOf(arn: string, total: number): number[] {
  return Array.from({ length: total }, (_, ordinal) => ordinal).filter((ordinal) => isInShard(arn, { ordinal, total }));
}

describe('shards', () => {
  it('hold every contact exactly once', () => {
    const alias = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(alias, fc.integer({ min: 1, max: 50 }), (name, total) => {
        assert.equal(ordinalsOf(arns.contact(name), total).length, 1);
      }),
    );
  });

  it('are all used, about equally', () => {
    const sizes = [0, 0, 0, 0];
    for (let index = 0; index < 1000; index += 1) {
      const [ordinal = -1] = ordinalsOf(arns.contact(`contact-${index}`), 4);
      sizes[ordinal] = (sizes[ordinal] ?? 0) + 1;
    }
    assert.deepEqual(
      { sum: sizes.reduce((a, b) => a + b), areFair: Math.min(...sizes) >= 150 },
      { sum: 1000, areFair: true },
    );
  });

  it('follow FNV-1a, so that no version moves a contact to another shard', () => {
    // From the test vectors that the authors of FNV publish; 2 ** 32 shards show the whole hash.
    const hashes = { '': 0x811c9dc5, a: 0xe40c292c, b: 0xe70c2de5, foobar: 0xbf9cf968 };
    const isHash = Object.entries(hashes).map(([text, ordinal]) => isInShard(text, { ordinal, total: 2 ** 32 }));
    assert.deepEqual(isHash, [true, true, true, true]);
  });
});
