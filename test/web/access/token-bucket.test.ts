import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { TokenBucket } from '../../../src/web/access/token-bucket.js';

const takeMany = (bucket: TokenBucket, count: number) => Array.from({ length: count }, () => bucket.take());

describe('a token bucket', () => {
  it('is full to begin with, and gives no more than it has', () => {
    const bucket = new TokenBucket({ intervalMs: 3_600_000, burst: 3 });
    assert.deepEqual(takeMany(bucket, 5), [true, true, true, false, false]);
  });

  it('fills again with time, up to its burst', async () => {
    const bucket = new TokenBucket({ intervalMs: 20, burst: 2 });
    takeMany(bucket, 2);
    await sleep(200);
    const taken = takeMany(bucket, 4);
    assert.deepEqual([taken.slice(0, 2), taken.includes(false)], [[true, true], true]);
  });

  it('without a burst gives nothing', () => {
    assert.equal(new TokenBucket({ intervalMs: 1, burst: 0 }).take(), false);
  });
});
