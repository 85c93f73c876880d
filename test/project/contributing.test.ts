import assert from 'node:assert/strict';
import { textOf } from './root.js';

describe('CONTRIBUTING.md', () => {
  it('tells what each npm script does', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };
    const told = new Set([...textOf('CONTRIBUTING.md').matchAll(/^\| `([\w:]+)`/gm)].map(([, name]) => name));
    assert.deepEqual(
      Object.keys(scripts).filter((name) => !told.has(name)),
      [],
    );
  });
});
