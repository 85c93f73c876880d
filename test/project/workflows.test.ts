import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { filesBelow, textOf } from './root.js';

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly strategy?: { readonly matrix: { readonly node?: readonly string[] } };
}

const files = filesBelow('.github/workflows', '.yml');
const workflows = files.map((file) => [file, parse(textOf(file)) as Workflow] as const);
const jobs = workflows.flatMap(([file, each]) =>
  Object.entries(each.jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);

describe('the workflows', () => {
  it('are there', () => {
    assert.deepEqual(
      files,
      ['codeql.yml', 'release.yml', 'test.yml'].map((name) => `.github/workflows/${name}`),
    );
  });

  it('begin with no more permissions than to read', () => {
    const granted = workflows.map(([, { permissions }]) => permissions);
    assert.deepEqual(granted, [{}, {}, { contents: 'read' }]);
  });

  it('end every job some time', () => {
    const endless = jobs.filter(([, job]) => job.uses === undefined && job['timeout-minutes'] === undefined);
    assert.deepEqual(endless, []);
  });

  it("take other people's actions by commit, and say which version that is", () => {
    const used = files.flatMap((file) => [...textOf(file).matchAll(/\buses: (.*)/g)].map(([, action = '']) => action));
    const loose = used.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));
    assert.deepEqual(loose, ['./.github/workflows/test.yml']);
  });

  it('take the same version of an action everywhere', () => {
    const texts = files.map(textOf).join('\n');
    const used = [...texts.matchAll(/\buses: ([\w-]+\/[\w-]+)[\w/-]*@(.*)/g)];
    const versions = new Map(used.map(([, action, version]) => [action, version]));
    const others = used.filter(([, action, version]) => versions.get(action) !== version).map(([line]) => line);
    assert.deepEqual(others, []);
  });

  it('test with the oldest Node.js that is allowed, and with that of the image', () => {
    const tested = jobs.flatMap(([, { strategy }]) => strategy?.matrix.node ?? []);
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    const [, major] = /^FROM .*\bnode:(\d+)\./m.exec(textOf('Dockerfile')) ?? [];
    assert.deepEqual([tested[0], tested.at(-1)], [engines.node.replace('>=', ''), major]);
  });
});

describe('the updates of dependencies', () => {
  it('are asked for wherever there are dependencies', () => {
    const { updates } = parse(textOf('.github/dependabot.yml')) as {
      updates: { 'package-ecosystem': string; directory: string }[];
    };
    const modules = filesBelow('scripts', 'go.mod').map((file) => `gomod /${file.replace('/go.mod', '')}`);
    assert.deepEqual(updates.map((each) => `${each['package-ecosystem']} ${each.directory}`).toSorted(), [
      'docker /',
      'github-actions /',
      ...modules,
      'npm /',
    ]);
  });
});
