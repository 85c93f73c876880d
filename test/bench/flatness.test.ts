import assert from 'node:assert/strict';
import { judge, riseOf } from '../../bench/soak/flatness.js';

describe('what a soak judges', () => {
  const rows: readonly [title: string, values: readonly number[], rise: number][] = [
    ['nothing', [], 0],
    ['one value', [7], 0],
    ['a level', [3, 3, 3, 3], 0],
    ['a line', [1, 2, 3, 4], 3],
    ['a line downwards', [4, 2, 0], -4],
    ['a sawtooth that comes back', [0, 3, 0, 0, 3, 0], 0],
  ];
  for (const [title, values, rise] of rows) {
    it(`says by how much ${title} rises: ${rise}`, () => assert.equal(riseOf(values), rise));
  }

  it('is the second half alone, against what it may grow by', () => {
    const measure = { title: 'heap', of: (row: number) => row, digits: 0 };
    const rows = [0, 50, 100, 100, 101, 102];
    assert.deepEqual(
      judge(rows, [
        { ...measure, mayGrow: 2 },
        { ...measure, mayGrow: 1 },
      ]),
      [
        { title: 'heap', growth: 2, mayGrow: 2, isFlat: true },
        { title: 'heap', growth: 2, mayGrow: 1, isFlat: false },
      ],
    );
  });
});
