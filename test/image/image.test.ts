import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { ContainerEngine } from './container-engine.js';
import { baseImages, context } from './dockerfile.js';
import { built, builtImage, image } from './exporter-image.js';
import { filesOf } from './files-of.js';
import type { FoundFile } from './files-of.js';

interface Inspected {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly Healthcheck: unknown;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly dev?: true }>>;
}

const repository = 'https://github.com/ssm-contacts-exporter/ssm-contacts-exporter';

describe('the image', function () {
  let engine: ContainerEngine;
  let inspected: Inspected;
  /** What is in the image and not in the one that it begins with. */
  let added: FoundFile[];

  before(async function () {
    this.timeout(600_000);
    engine = await builtImage();
    [inspected] = JSON.parse(await engine.podman('image', 'inspect', image)) as [Inspected];
    const [root, base] = await Promise.all(
      [image, baseImages().run.name].map((name) => engine.podman('image', 'mount', name)),
    );
    const known = new Set(filesOf(base ?? '').map(({ path }) => path));
    added = filesOf(root ?? '').filter(({ path }) => !known.has(path));
  });

  it('has the labels of the OCI, with what it was built from', () => {
    const prefix = 'org.opencontainers.image.';
    const labels = Object.entries(inspected.Labels).filter(([name]) => name.startsWith(prefix));
    assert.deepEqual(Object.fromEntries(labels), {
      [`${prefix}title`]: 'ssm-contacts-exporter',
      [`${prefix}description`]: 'Prometheus exporter for AWS Systems Manager Incident Manager',
      [`${prefix}authors`]: 'The ssm-contacts-exporter authors',
      [`${prefix}vendor`]: 'The ssm-contacts-exporter authors',
      [`${prefix}licenses`]: 'Apache-2.0',
      [`${prefix}url`]: repository,
      [`${prefix}source`]: repository,
      [`${prefix}documentation`]: `${repository}/blob/main/docs/image.md`,
      [`${prefix}base.name`]: baseImages().run.name,
      [`${prefix}version`]: built.VERSION,
      [`${prefix}revision`]: built.REVISION,
      [`${prefix}created`]: built.CREATED,
    });
  });

  it('says how it is run, watched and stopped', () => {
    const { Config, Healthcheck } = inspected;
    const { User, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes, StopSignal } = Config;
    const ledger = '/var/lib/ssm-contacts-exporter';
    const second = 1_000_000_000;
    assert.deepEqual(
      { User, Entrypoint, Cmd, WorkingDir, ExposedPorts, Volumes, Healthcheck, StopSignal },
      {
        User: '65532:65532',
        Entrypoint: ['/nodejs/bin/node', '/app/dist/main.js'],
        Cmd: ['serve'],
        WorkingDir: ledger,
        ExposedPorts: { '10911/tcp': {} },
        Volumes: { [ledger]: {} },
        Healthcheck: {
          Test: ['CMD', '/nodejs/bin/node', '/app/dist/main.js', 'healthcheck'],
          Interval: 30 * second,
          Timeout: 5 * second,
          StartPeriod: 60 * second,
          Retries: 3,
        },
        StopSignal: undefined,
      },
    );
  });

  it('adds the program, and the directory of the ledger, which alone belongs to its user', () => {
    const above = ['/app', '/var/lib/ssm-contacts-exporter'];
    assert.deepEqual(
      {
        elsewhere: added.filter(({ path }) => !above.some((place) => path === place || path.startsWith(`${place}/`))),
        ofTheUser: added.filter(({ owner }) => owner !== 0).map(({ path, owner }) => [path, owner]),
        open: added.filter(({ isOpen }) => isOpen),
        program: added.filter(({ path }) => /^\/app\/[^/]+$/.test(path)).map(({ path }) => path),
      },
      {
        elsewhere: [],
        ofTheUser: [['/var/lib/ssm-contacts-exporter', 65_532]],
        open: [],
        program: ['/app/LICENSE', '/app/config', '/app/dist', '/app/node_modules', '/app/package.json'],
      },
    );
  });

  it('has the packages of the lockfile that are not for development, and no others', () => {
    const { packages } = JSON.parse(readFileSync(`${context}/package-lock.json`, 'utf8')) as Lockfile;
    const needed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    const manifest = /^\/app\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/;
    const installed = added.flatMap(({ path }) => manifest.exec(path)?.[1] ?? []);
    assert.deepEqual(installed.sort(), needed.map(([path]) => path).sort());
  });

  it('has nothing that only compilers read, and two compiled libraries: those for this machine', () => {
    const files = added.filter(({ isDirectory }) => !isDirectory).map(({ path }) => path);
    assert.deepEqual(
      files.filter((path) => /\.([cm]?ts|map|cc|cpp|c|h|gyp|gypi|tsbuildinfo)$/.test(path)),
      [],
    );
    assert.deepEqual(files.filter((path) => /\.(node|so|wasm)(\.|$)/.test(path)).sort(), [
      `/app/node_modules/bcrypt/prebuilds/linux-${process.arch}/bcrypt.glibc.node`,
      `/app/node_modules/classic-level/prebuilds/linux-${process.arch}/classic-level${process.arch === 'arm64' ? '.armv8' : ''}.node`,
    ]);
  });

  it('is built from named files alone, so that nothing else of a work tree can get into it', async () => {
    const all = engine.path('All.Containerfile');
    await writeFile(all, 'FROM scratch\nCOPY . /\n');
    await engine.build(context, `--file=${all}`, '--tag=localhost/context');
    const root = await engine.podman('image', 'mount', 'localhost/context');
    const seen = filesOf(root).filter(({ path, isDirectory }) => !isDirectory && !path.startsWith('/src/'));
    assert.deepEqual(seen.map(({ path }) => path).sort(), [
      '/.npmrc',
      '/LICENSE',
      '/config/demo.yaml',
      '/config/example.yaml',
      '/package-lock.json',
      '/package.json',
      '/scripts/build.mjs',
      '/tsconfig.build.json',
      '/tsconfig.json',
    ]);
  });
});
