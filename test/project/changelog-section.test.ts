import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/changelog-section.mjs', import.meta.url));
const changelog = `# Changelog

## Unreleased

- Something new.

## 1.10.0 (2026-11-20)

- A change.

### Details

- ## is no title here.

## 1.1.0

- An older one.

## 1.0.0

`;

describe('scripts/changelog-section.mjs', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'changelog-'));
    writeFileSync(join(directory, 'CHANGELOG.md'), changelog);
  });

  after(() => rmSync(directory, { recursive: true }));

  const sections: [version: string, status: number, printed: string][] = [
    ['1.10.0', 0, '- A change.\n\n### Details\n\n- ## is no title here.\n'],
    ['1.1.0', 0, '- An older one.\n'],
    ['1.0.0', 1, ''],
    ['1.1', 1, ''],
    ['', 1, ''],
  ];
  for (const [version, status, printed] of sections) {
    it(`prints what stands under the version ${JSON.stringify(version)}, or fails`, () => {
      const run = spawnSync(process.execPath, [script, version, join(directory, 'CHANGELOG.md')], { encoding: 'utf8' });
      assert.deepEqual([run.status, run.stdout], [status, printed]);
    });
  }
});
