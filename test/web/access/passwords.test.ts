import assert from 'node:assert/strict';
import bcrypt from 'bcrypt';
import { setTimeout as sleep } from 'node:timers/promises';
import { Passwords } from '../../../src/web/access/passwords.js';
import type { Asker, PasswordsOptions } from '../../../src/web/access/passwords.js';

const asker: Asker = { address: '192.0.2.1', isWaiting: () => true };
const credentials = (user: string, password: string) => ({ user, password: Buffer.from(password) });

/** Whatever is compared, with how long that would take. */
class Comparisons {
  readonly hashes: string[] = [];
  readonly #isRight: (password: string, hash: string) => boolean;

  constructor(
    isRight: (password: string, hash: string) => boolean = (password, hash) => hash === `hash of ${password}`,
  ) {
    this.#isRight = isRight;
  }

  readonly options: PasswordsOptions = {
    compare: (password, hash) => {
      this.hashes.push(hash);
      return Promise.resolve(this.#isRight(password.toString(), hash));
    },
  };
}

describe('passwords', () => {
  it('are compared with the hash of their user', async () => {
    const comparisons = new Comparisons();
    const users = new Map([
      ['ann', 'hash of a'],
      ['bob', 'hash of b'],
    ]);
    const passwords = new Passwords(users, comparisons.options);
    const verdicts = await Promise.all(
      [credentials('ann', 'a'), credentials('ann', 'b'), credentials('bob', 'b'), credentials('', 'a')].map(
        async (each) => passwords.check(each, asker),
      ),
    );
    assert.deepEqual(verdicts, ['right', 'wrong', 'right', 'wrong']);
  });

  it('cost one comparison each time they are wrong, whether or not there is such a user', async () => {
    const comparisons = new Comparisons();
    const passwords = new Passwords(new Map([['ann', 'hash of a']]), comparisons.options);
    const counts: number[] = [];
    for (const user of ['ann', 'ann', 'nobody', 'nobody', '', 'ann\0']) {
      await passwords.check(credentials(user, 'guess'), asker);
      counts.push(comparisons.hashes.length);
    }
    assert.deepEqual(counts, [1, 2, 3, 4, 5, 6]);
  });

  it('of unknown users are compared with the hash of a user, always the same for one name', async () => {
    const comparisons = new Comparisons(() => true);
    const users = new Map(['a', 'b', 'c', 'd'].map((name) => [name, `hash of ${name}`]));
    const passwords = new Passwords(users, comparisons.options);
    const names = Array.from({ length: 64 }, (_, index) => `unknown ${index}`);
    const hashesOf = async () => {
      const verdicts: unknown[] = [];
      for (const name of names) verdicts.push(await passwords.check(credentials(name, 'x'), asker));
      return { verdicts, hashes: comparisons.hashes.splice(0) };
    };
    const [first, second] = [await hashesOf(), await hashesOf()];
    assert.deepEqual(first, second);
    assert.deepEqual(
      [new Set(first.verdicts), [...new Set(first.hashes)].sort()],
      [new Set(['wrong']), [...users.values()]],
    );
  });

  it('are compared once when they are right, until the hash is another one', async () => {
    const comparisons = new Comparisons((password) => password === 'a');
    const passwords = new Passwords(new Map([['ann', 'first']]), comparisons.options);
    const right = credentials('ann', 'a');
    const verdicts = [await passwords.check(right, asker), passwords.check(right, asker)];
    passwords.use(new Map([['ann', 'second']]));
    verdicts.push(await passwords.check(right, asker), passwords.check(right, asker));
    passwords.use(new Map([['bob', 'second']]));
    verdicts.push(await passwords.check(right, asker));
    assert.deepEqual(
      [verdicts, comparisons.hashes],
      [
        ['right', 'right', 'right', 'right', 'wrong'],
        ['first', 'second', 'second'],
      ],
    );
  });

  it('are compared once when several ask at the same time', async () => {
    const comparisons = new Comparisons(() => true);
    const passwords = new Passwords(new Map([['ann', 'hash']]), comparisons.options);
    const verdicts = await Promise.all([1, 2, 3].map(async () => passwords.check(credentials('ann', 'a'), asker)));
    assert.deepEqual([verdicts, comparisons.hashes], [['right', 'right', 'right'], ['hash']]);
  });

  it('are forgotten when others were used later', async () => {
    const comparisons = new Comparisons(() => true);
    const users = new Map(['a', 'b', 'c'].map((name) => [name, name]));
    const passwords = new Passwords(users, { ...comparisons.options, remembered: 2 });
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await passwords.check(credentials(name, 'x'), asker);
    assert.deepEqual(comparisons.hashes, ['a', 'b', 'c', 'b']);
  });

  it('can not be read in what is remembered', async () => {
    const passwords = new Passwords(new Map([['ann', 'hash of hunter2']]), new Comparisons().options);
    assert.equal(await passwords.check(credentials('ann', 'hunter2'), asker), 'right');
    const { inspect } = await import('node:util');
    const shown = inspect(passwords, { depth: 9, showHidden: true }).replaceAll('hash of hunter2', '');
    assert.equal(shown.includes('hunter2'), false);
  });

  it('are remembered when they are right, even of somebody who has hung up before his turn', async () => {
    const comparisons = new Comparisons();
    const passwords = new Passwords(new Map([['ann', 'hash of a']]), comparisons.options);
    const gone = await passwords.check(credentials('ann', 'a'), { ...asker, isWaiting: () => false });
    assert.deepEqual([gone, passwords.check(credentials('ann', 'a'), asker)], ['busy', 'right']);
  });

  it('of a newcomer are compared in the end, however much 250 addresses guess', async () => {
    const comparisons = new Comparisons();
    const passwords = new Passwords(new Map([['ann', 'hash of a']]), comparisons.options);
    const guesses = Array.from({ length: 2000 }, async (_, index) =>
      passwords.check(credentials('ann', `guess ${index}`), { ...asker, address: `198.51.100.${index % 250}` }),
    );
    const verdict = await passwords.check(credentials('ann', 'a'), asker);
    await Promise.all(guesses);
    assert.deepEqual([verdict, comparisons.hashes.length], ['right', 257]);
  });

  it('are compared in the lane of a network, when it is one of IPv6', async () => {
    const passwords = new Passwords(new Map([['ann', 'hash of a']]), new Comparisons().options);
    const guesses = Array.from({ length: 12 }, async (_, index) =>
      passwords.check(credentials('ann', 'guess'), { ...asker, address: `2001:db8::${index}` }),
    );
    assert.deepEqual(await Promise.all(guesses), [...Array<string>(9).fill('wrong'), ...Array<string>(3).fill('busy')]);
  });

  it('are not compared any more once nobody is let in', async () => {
    const comparisons = new Comparisons();
    const passwords = new Passwords(new Map([['ann', 'hash of a']]), comparisons.options);
    const remembered = await passwords.check(credentials('ann', 'a'), asker);
    const guesses = ['b', 'c'].map(async (guess) => passwords.check(credentials('ann', guess), asker));
    passwords.close();
    const again = passwords.check(credentials('ann', 'a'), asker);
    assert.deepEqual(
      [remembered, ...(await Promise.all(guesses)), again, comparisons.hashes.length],
      ['right', 'wrong', 'busy', 'right', 2],
    );
  });

  it('wait while one is compared, as many as there is room for', async () => {
    let end: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const compare = () => ended.then(() => false);
    const passwords = new Passwords(new Map([['ann', 'hash']]), { compare });
    const guesses = Array.from({ length: 12 }, (_, index) => passwords.check(credentials('ann', `${index}`), asker));
    const elsewhere = passwords.check(credentials('ann', 'other'), { ...asker, address: '192.0.2.2' });
    end?.();
    const verdicts = await Promise.all([...guesses, elsewhere]);
    assert.deepEqual(verdicts, [...Array<string>(9).fill('wrong'), 'busy', 'busy', 'busy', 'wrong']);
  });
});

describe('bcrypt', () => {
  // Cost 4, so that it is quick.
  const tail = bcrypt.hashSync('right', 4).slice(4);
  const rows: [prefix: string, password: Buffer, verdict: string][] = [
    ...['$2a$', '$2b$', '$2y$'].flatMap((prefix): [string, Buffer, string][] => [
      [prefix, Buffer.from('right'), 'right'],
      [prefix, Buffer.from('wrong'), 'wrong'],
      [prefix, Buffer.from(''), 'wrong'],
      [prefix, Buffer.from('right\0and more'), 'wrong'],
      [prefix, Buffer.from(`right\0${'x'.repeat(255)}`), 'wrong'],
    ]),
  ];
  for (const [prefix, password, verdict] of rows) {
    it(`takes a hash with ${prefix}, and ${JSON.stringify(password.toString())} for ${verdict}`, async () => {
      const passwords = new Passwords(new Map([['ann', prefix + tail]]));
      assert.equal(await passwords.check({ user: 'ann', password }, asker), verdict);
    });
  }

  it('takes bytes that are no text', async () => {
    const password = Buffer.of(0xff, 0x41, 0xfe);
    const passwords = new Passwords(new Map([['ann', bcrypt.hashSync(password, 4)]]));
    const verdicts = [
      await passwords.check({ user: 'ann', password: Buffer.of(0xfd, 0x41, 0xfe) }, asker),
      await passwords.check({ user: 'ann', password }, asker),
    ];
    assert.deepEqual(verdicts, ['wrong', 'right']);
  });

  it('leaves the event loop alone while it compares', async () => {
    const passwords = new Passwords(new Map([['ann', bcrypt.hashSync('right', 12)]]));
    let isOver = false;
    const verdict = Promise.resolve(passwords.check(credentials('ann', 'wrong'), asker)).finally(() => (isOver = true));
    let turns = 0;
    for (; !(isOver as boolean) && turns < 1e6; turns += 1) await sleep(1);
    assert.equal(await verdict, 'wrong');
    // Some 250 ms: not one turn would fit in if they were spent here.
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('takes about as long for an unknown user as for one that there is', async function () {
    const passwords = new Passwords(new Map([['ann', bcrypt.hashSync('right', 8)]]));
    const samples: Record<'ann' | 'nobody', number[]> = { ann: [], nobody: [] };
    for (let round = 0; round < 25; round += 1) {
      for (const user of ['ann', 'nobody'] as const) {
        const begun = performance.now();
        await passwords.check(credentials(user, 'wrong'), asker);
        samples[user].push(performance.now() - begun);
      }
    }
    const [known, unknown] = [median(samples.ann), median(samples.nobody)];
    if (this.test) this.test.title += `: ${known.toFixed(1)} ms and ${unknown.toFixed(1)} ms, medians of 25`;
    // Without a comparison it would be thousands of times as quick: this is for a machine with much else to do.
    assert.ok(unknown > known / 3 && unknown < known * 3, `${known} ms, ${unknown} ms`);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
