import assert from 'node:assert/strict';
import { violationsOf } from './dependency-rule.js';
import { referencesOf } from './references.js';
import { filesBelow, textOf } from './root.js';

const files = filesBelow('src', '.ts').map((path) => path.slice('src/'.length));

describe('the dependency rule', () => {
  it('is kept by every file of src', () => {
    assert.deepEqual(
      files.flatMap((file) => violationsOf(file, textOf(`src/${file}`))),
      [],
    );
  });

  it('is looked at in every folder of src', () => {
    const folders = files.map((file) => (file.includes('/') ? file.replace(/\/.*/, '') : ''));
    assert.deepEqual([...new Set(folders)].sort(), [
      '',
      'aws',
      'config',
      'core',
      'exposition',
      'ledger',
      'poller',
      'simulator',
      'web',
    ]);
  });

  const broken: [file: string, source: string, violation: string][] = [
    ['core/a.ts', `import { x } from '../aws/b.js';`, '../aws/b.js: core does not import aws'],
    ['core/a.ts', `import type { X } from '../logger.js';`, '../logger.js: core imports no file beside the folders'],
    ['core/a.ts', `import { x } from 'node:fs';`, 'node:fs: core imports nothing of Node.js'],
    ['core/a.ts', `import x from 'p-limit';`, 'p-limit: not a library of core'],
    ['aws/a.ts', `import { x } from '../ledger/b.js';`, '../ledger/b.js: aws does not import ledger'],
    ['ledger/a.ts', `export { x } from '../poller/b.js';`, '../poller/b.js: ledger does not import poller'],
    ['exposition/a.ts', `export * from '../web/b.js';`, '../web/b.js: exposition does not import web'],
    ['web/a.ts', `const x = await import('../config/b.js');`, '../config/b.js: web does not import config'],
    ['config/deep/a.ts', `type X = import('../../web/b.js').X;`, '../../web/b.js: config does not import web'],
    ['poller/a.ts', `import type { X } from '../ledger/b.js';`, '../ledger/b.js: poller does not import ledger'],
    ['poller/a.ts', `import { x } from '../app.js';`, '../app.js: only main imports app'],
    ['observers.ts', `import { x } from './app.js';`, './app.js: only main imports app'],
    ['app.ts', `import { x } from './main.js';`, './main.js: nothing imports main'],
    ['app.ts', `import { x } from '../test/b.js';`, '../test/b.js: is outside of src/'],
    ['simulator/a.ts', `import { x } from '../core/b.js';`, '../core/b.js: simulator does not import core'],
    ['simulator/api/a.ts', `import { x } from 'express';`, 'express: not a library of simulator'],
    ['app.ts', `import { pino } from 'pino';`, 'pino: not a library of app.ts'],
    ['web/a.ts', `import { x } from 'prom-client';`, 'prom-client: not a library of web'],
    ['ledger/a.ts', `import x = require('yaml');`, 'yaml: not a library of ledger'],
    ['aws/a.ts', `const x = require('fs');`, 'fs: not a library of aws'],
    ['aws/a.ts', 'const x = await import(name);', '(computed): nobody can tell what this imports'],
    ['app.ts', `import { env } from 'node:process';`, 'node:process: uses process'],
    ['app.ts', 'const x = process.env;', 'uses process'],
    ['config/a.ts', `const x = globalThis['process'];`, 'uses process'],
    ['config/a.ts', 'const x = { process };', 'uses process'],
  ];
  for (const [file, source, violation] of broken) {
    it(`is broken by ${source} in ${file}`, () => {
      assert.deepEqual(violationsOf(file, source), [`${file}: ${violation}`]);
    });
  }

  const kept: [file: string, source: string][] = [
    ['core/deep/a.ts', `import { x } from '../b.js';`],
    ['aws/a.ts', `import type { X } from '../core/b.js'; import { y } from 'node:fs'; import { z } from './c.js';`],
    ['simulator/api/a.ts', `import { x } from '../world/b.js'; import 'node:http';`],
    ['app.ts', `import { x } from './aws/b.js'; export type { Y } from './logger.js';`],
    ['main.ts', `import { x } from './app.js'; process.exit(x);`],
    ['core/a.ts', `// process and import { x } from 'pino'\nconst x = { process: 1 }; export const y = x.process;`],
  ];
  for (const [file, source] of kept) {
    it(`is kept by ${JSON.stringify(source)} in ${file}`, () => {
      assert.deepEqual(violationsOf(file, source), []);
    });
  }
});

describe('the references of a source file', () => {
  it('are every module that it names, however it does, and nothing in texts and comments', () => {
    const source = [
      `import a, { type B } from 'a';`,
      `import type { C } from 'c';`,
      `import 'd';`,
      `export * from 'e';`,
      `export type { F } from 'f';`,
      'export const own = 1;',
      'const g = async () => import(`g`);',
      `let h: typeof import('h');`,
      `// import 'comment';`,
      `const text = "import 'text'";`,
    ];
    assert.deepEqual(referencesOf(source.join('\n')), {
      modules: ['a', 'c', 'd', 'e', 'f', 'g', 'h'],
      usesProcess: false,
    });
  });
});
