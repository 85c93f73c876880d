import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Releases } from '../src/releases.js';

describe('releases', () => {
  it('happen last first, each when the one before it has ended', async () => {
    const releases = new Releases();
    const told: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      releases.use(name, name, async (acquired) => {
        told.push(`${acquired} begins`);
        await sleep(1);
        told.push(`${acquired} ends`);
      });
    }
    await releases.releaseAll();
    assert.deepEqual(told, ['c begins', 'c ends', 'b begins', 'b ends', 'a begins', 'a ends']);
  });

  it('give back what was acquired', () => {
    const acquired = { some: 'thing' };
    assert.equal(
      new Releases().use('thing', acquired, () => undefined),
      acquired,
    );
  });

  it('all happen although some fail, and the failures are told together', async () => {
    const releases = new Releases();
    const released: string[] = [];
    const refused = new Error('refused');
    releases.use('a', 1, () => void released.push('a'));
    releases.use('b', 2, () => Promise.reject(refused));
    releases.use('c', 3, () => void released.push('c'));
    releases.use('d', 4, () => {
      throw refused;
    });
    const error: unknown = await releases.releaseAll().catch((reason: unknown) => reason);
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(released, ['c', 'a']);
    assert.equal(error.message, 'd could not be closed; b could not be closed');
    assert.deepEqual(
      error.errors.map((each: Error) => each.cause),
      [refused, refused],
    );
  });

  it('happen once, however often they are asked for', async () => {
    const releases = new Releases();
    let count = 0;
    releases.use('a', 1, () => void (count += 1));
    await Promise.all([releases.releaseAll(), releases.releaseAll()]);
    await releases.releaseAll();
    assert.equal(count, 1);
  });

  it('include what is acquired while they happen', async () => {
    const releases = new Releases();
    const released: string[] = [];
    releases.use('a', 1, () => void releases.use('b', 2, () => void released.push('b')));
    await releases.releaseAll();
    assert.deepEqual(released, ['b']);
  });
});
