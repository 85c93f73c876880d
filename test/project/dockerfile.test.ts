import assert from 'node:assert/strict';
import { textOf } from './root.js';

const dockerfile = textOf('Dockerfile');
const all = (pattern: RegExp) => [...dockerfile.matchAll(pattern)].map(([, found]) => found);

describe('the Dockerfile', () => {
  it('builds and runs with the same major version of Node.js', () => {
    const majors = all(/^FROM .*\bnode(?:js|:)(\d+)/gm);
    assert.deepEqual(majors, ['24', '24', '24']);
  });

  it('has the version of package.json where none is given', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    assert.deepEqual(all(/^ARG VERSION=(.*)$/gm), [version, version]);
  });

  it('has the port that the exporter listens on', () => {
    const [, port] = /^ {2}listenAddress: ':(\d+)'/m.exec(textOf('config/example.yaml')) ?? [];
    assert.deepEqual(all(/^EXPOSE (.*)$/gm), [port]);
  });
});
