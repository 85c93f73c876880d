import assert from 'node:assert/strict';
import { describeError } from '../../src/core/describe-error.js';

describe('an error in one line', () => {
  const rows: readonly (readonly [error: unknown, line: string])[] = [
    [new Error('a'), 'a'],
    [new Error('a', { cause: new Error('b', { cause: 'c' }) }), 'a: b: c'],
    [new Error('it can not: b', { cause: new Error('b') }), 'it can not: b'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ];
  for (const [error, line] of rows) {
    it(`says ${line}`, () => assert.equal(describeError(error), line));
  }
});
