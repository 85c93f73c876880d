import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { filesBelow, textOf } from './root.js';

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...filesBelow('docs', '.md')];

/** Links to files of the project that are not there, as `document: link`. */
function brokenLinksIn(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  const base = new URL(`../../${path}`, import.meta.url);
  const broken = links.filter((link) => !/^\w+:/.test(link) && !existsSync(new URL(link, base)));
  return broken.map((link) => `${path}: ${link}`);
}

describe('the links of documents', () => {
  it('lead to files that are there', () => {
    assert.deepEqual(
      documents.flatMap((path) => brokenLinksIn(path, textOf(path))),
      [],
    );
  });

  it('are found out when they do not', () => {
    const text = 'a [b](README.md), a [c](gone.md#here), a [d](https://example.org/x), a [e](#here)';
    assert.deepEqual(brokenLinksIn('docs/x.md', text), ['docs/x.md: README.md', 'docs/x.md: gone.md']);
  });
});
