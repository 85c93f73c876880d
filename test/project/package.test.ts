import assert from 'node:assert/strict';
import { textOf } from './root.js';

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly version: string;
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
}

const manifest = JSON.parse(textOf('package.json')) as Manifest;
const lock = JSON.parse(textOf('package-lock.json')) as {
  readonly version: string;
  readonly packages: Readonly<
    Record<string, Partial<Manifest> & { readonly resolved?: string; readonly integrity?: string }>
  >;
};
const pinned: Versions = { ...manifest.dependencies, ...manifest.devDependencies };

describe('package.json', () => {
  it('pins every dependency to one version', () => {
    assert.deepEqual(
      Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    );
    assert.ok(Object.keys(manifest.dependencies).length > 0);
  });
});

describe('package-lock.json', () => {
  it('holds the versions that package.json pins', () => {
    assert.deepEqual(
      Object.fromEntries(Object.keys(pinned).map((name) => [name, lock.packages[`node_modules/${name}`]?.version])),
      pinned,
    );
    const { dependencies, devDependencies } = manifest;
    const { '': root } = lock.packages;
    assert.deepEqual(
      [lock.version, root?.dependencies, root?.devDependencies],
      [manifest.version, dependencies, devDependencies],
    );
  });

  it('names no registry, so that any may serve it', () => {
    const named = Object.entries(lock.packages).filter(([, { resolved = '' }]) => resolved.startsWith('http'));
    assert.deepEqual(named, []);
    assert.equal(textOf('package-lock.json').includes('"resolved": "http'), false);
  });

  it('has a checksum of everything that is installed', () => {
    const { '': root, ...installed } = lock.packages;
    assert.ok(root);
    assert.deepEqual(
      Object.keys(installed).filter((path) => installed[path]?.integrity === undefined),
      [],
    );
  });
});
