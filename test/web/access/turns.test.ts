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
    const turns = new Turns({ perLane: 8, lanes: 8 });
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
    const turns = new Turns({ perLane: 2, lanes: 8 });
    const taken = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => turns.take(name.charAt(0), always, tasks.task(name)));
    for (let step = 0; step < 5; step += 1) await tasks.endOne();
    assert.deepEqual(await Promise.all(taken), ['a1', 'a2', 'a3', undefined, 'b1']);
  });

  it('are refused when there are too many lanes', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 2, lanes: 2 });
    const taken = ['a1', 'b1', 'c1', 'd1'].map((name) => turns.take(name.charAt(0), always, tasks.task(name)));
    for (let step = 0; step < 4; step += 1) await tasks.endOne();
    assert.deepEqual(await Promise.all(taken), ['a1', 'b1', 'c1', undefined]);
  });

  it('are left out by those that nobody wants any more', async () => {
    const tasks = new Tasks();
    const turns = new Turns({ perLane: 2, lanes: 2 });
    let isWanted = true;
    const first = turns.take('a', always, tasks.task('a1'));
    const second = turns.take('a', () => isWanted, tasks.task('a2'));
    const third = turns.take('a', always, tasks.task('a3'));
    isWanted = false;
    for (let step = 0; step < 3; step += 1) await tasks.endOne();
    assert.deepEqual(
      [tasks.begun, await Promise.all([first, second, third])],
      [
        ['a1', 'a3'],
        ['a1', undefined, 'a3'],
      ],
    );
  });

  it('go on after a task that has failed', async () => {
    const turns = new Turns({ perLane: 2, lanes: 2 });
    const failed = turns.take('a', always, () => Promise.reject(new Error('no')));
    await assert.rejects(failed, { message: 'no' });
    assert.equal(await turns.take('a', always, () => Promise.resolve(1)), 1);
  });
});
