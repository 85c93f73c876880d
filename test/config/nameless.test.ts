import assert from 'node:assert/strict';
import { namelessPath } from '../../src/config/nameless.js';

describe('the place of a problem, without names', () => {
  const rows: readonly (readonly [path: string, expected: string])[] = [
    ['poll.interval', 'poll.interval'],
    ['targets[12].contacts[3]', 'targets[12].contacts[3]'],
    ['targets[0].discover.aliasPrefix', 'targets[0].discover.aliasPrefix'],
    ['targets[0].akuam', 'targets[0].…'],
    ['targets[0]."a.b".contacts', 'targets[0].…'],
    ['akuam', 'configuration'],
    ['/etc/akuam.yaml', 'configuration'],
    ['/etc/akuam.yaml:2:13', 'line 2, column 13'],
  ];
  for (const [path, expected] of rows)
    it(`of ${path} is ${expected}`, () => assert.equal(namelessPath(path), expected));
});
