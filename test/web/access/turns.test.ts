import assert from 'node:assert/strict';
import { Turns } from '../../../src/web/access/turns.js';

/** Tasks that end when they are told to, and the order in which they began. */
class Tasks {
  readonly begun: string[] = [];
  readonly #ends: (() => void)[] = [];

  readonly task = (name: string) => async (): Promise<string> => {
    this.begun.push(name);
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    return name;
  };

  /** Ends the one that goes on, and lets the next begin. */
  async endOne(): Promise<void> {
    this.#ends.shift()?.();
    await new Promise(setImmediate);
  }
}

const always = () => true;

describe('turns', () => {
  it('go round the lanes, one at a time', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 8, most: 64 });
    const all = ['a1', 'a2', 'a3', 'b1', 'c1', 'c2'].map((name) =>
      turns.take(name.charAt(0), always, tasks.task(name)),
    );
    const seen: string[][] = [];
    for (let step = 0; step < 6; step += 1) {
      seen.push([...tasks.begun]);
      await tasks.endOne();
    }
    assert.deepEqual(seen, [
      ['a1'],
      ['a1', 'a2'],
      ['a1', 'a2', 'b1'],
      ['a1', 'a2', 'b1', 'c1'],
      ['a1', 'a2', 'b1', 'c1', 'a3'],
      ['a1', 'a2', 'b1', 'c1', 'a3', 'c2'],
    ]);
    assert.deepEqual(await Promise.all(all), ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']);
  });

  it('are refused in a lane that is full, and nowhere else', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 2, most: 16 });
    const taken = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => turns.take(name.charAt(0), always, tasks.task(name)));
    for (let step = 0; step < 5; step += 1) await tasks.endOne();
    assert.deepEqual(await Promise.all(taken), ['a1', 'a2', 'a3', undefined, 'b1']);
  });

  // Each is a letter for its lane and a number, in lower case when its asker has left. One that goes on waits no more.
  const full: [what: string, waiting: string[], done: string[]][] = [
    ['the newcomer, when all lanes are as long as his', ['A1', 'A2', 'B1', 'C1', 'D1'], ['A1', 'A2', 'B1', 'C1']],
    ['the last one of the longest lane', ['A1', 'A2', 'A3', 'B1', 'C1'], ['A1', 'A2', 'B1', 'C1']],
    ['nobody of a lane that is one longer', ['A1', 'A2', 'B1', 'B2', 'A3'], ['A1', 'A2', 'B1', 'B2']],
    ['who has left, for another lane', ['A1', 'B1', 'c1', 'D1', 'E1'], ['A1', 'B1', 'D1', 'E1']],
    ['who has left last, for another lane', ['A1', 'b1', 'c1', 'D1', 'E1'], ['A1', 'b1', 'D1', 'E1']],
    ['nobody who has left, for a lane as long as his', ['A1', 'b1', 'C1', 'D1', 'C2'], ['A1', 'b1', 'C1', 'D1']],
  ];
  for (const [what, names, done] of full) {
    it(`are refused to ${what}, when there is no more room: ${names.join()}`, async () => {
      const tasks = new Tasks();
      const turns = new Turns({ perLane: 8, most: 3 });
      const taken = names.map((name) =>
        turns.take(name.charAt(0).toUpperCase(), () => /[A-Z]/.test(name), tasks.task(name)),
      );
      for (let step = 0; step < 5; step += 1) await tasks.endOne();
      const expected = names.map((name) => (done.includes(name) ? name : undefined));
      assert.deepEqual([await Promise.all(taken), [...tasks.begun].sort()], [expected, [...done].sort()]);
    });
  }

  it('are kept for those who leave, unless somebody of their lane needs the place', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 2, most: 16 });
    const taken = ['A1', 'A2', 'a3', 'A4', 'A5', 'b1'].map((name) =>
      turns.take(name.charAt(0).toUpperCase(), () => /[A-Z]/.test(name), tasks.task(name)),
    );
    for (let step = 0; step < 5; step += 1) await tasks.endOne();
    assert.deepEqual(
      [tasks.begun, await Promise.all(taken)],
      [
        ['A1', 'A2', 'b1', 'A4'],
        ['A1', 'A2', undefined, 'A4', undefined, 'b1'],
      ],
    );
  });

  it('are refused to all that wait once they are closed, and to whoever comes later', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 2, most: 16 });
    const waiting = ['A1', 'A2', 'B1'].map((name) => turns.take(name.charAt(0), always, tasks.task(name)));
    turns.close();
    const refused = await Promise.all(waiting.slice(1));
    const later = await turns.take('C', always, tasks.task('C1'));
    await tasks.endOne();
    assert.deepEqual(
      [refused, later, await waiting[0], tasks.begun],
      [[undefined, undefined], undefined, 'A1', ['A1']],
    );
  });

  it('go on after a task that has failed', async () => {
    const turns = new Turns({ perLane: 2, most: 4 });
    const failed = turns.take('a', always, () => Promise.reject(new Error('no')));
    await assert.rejects(failed, { message: 'no' });
    assert.equal(await turns.take('a', always, () => Promise.resolve(1)), 1);
  });
});
