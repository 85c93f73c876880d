import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import type { ContainerEngine } from './container-engine.js';
import { baseImages } from './dockerfile.js';
import { needProgram, output } from './program.js';

// What the images that are stood in for have of Debian, as far as this project can tell a difference.
const buildPackages = ['base-files', 'coreutils', 'dash', 'findutils', 'libc6', 'libgcc-s1', 'libstdc++6', 'netbase'];
const runPackages = [
  ...['base-files', 'libc6', 'libgcc-s1', 'libgomp1', 'libssl3t64', 'libstdc++6', 'libzstd1'],
  ...['media-types', 'netbase', 'tzdata', 'zlib1g'],
];
const npm = 'npm@11.21.2';
const certificates = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes images under the names of the base images, where no registry of images can be reached: Debian's packages, and
 * Node.js and npm from npm's registry, which is asked in the way that is configured on this machine.
 */
export async function makeStandIns(engine: ContainerEngine): Promise<void> {
  const { nodejs, build, run } = baseImages();
  await needProgram('mmdebstrap');
  const [buildFiles, runFiles] = [engine.path('build-base'), engine.path('run-base')];
  await Promise.all([
    layNodejs(engine.path('npm'), nodejs),
    layDebian(buildFiles, build.suite, buildPackages),
    layDebian(runFiles, run.suite, runPackages),
  ]);
  await layBuildBase(buildFiles, engine.path('npm'));
  await layRunBase(runFiles, engine.path('npm'));
  await Promise.all([engine.build(buildFiles, `--tag=${build.name}`), engine.build(runFiles, `--tag=${run.name}`)]);
}

async function layNodejs(directory: string, version: string): Promise<void> {
  const packages = [`node-linux-${process.arch}@${version}`, npm];
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await mkdir(directory);
  await output('npm', ['install', '--prefix', directory, ...options, ...packages]);
}

/** Unpacks packages without running anything of them. */
async function layDebian(directory: string, suite: string, packages: readonly string[]): Promise<void> {
  await mkdir(directory);
  const options = ['--quiet', '--variant=extract', `--include=${packages.join()}`];
  await output('mmdebstrap', [...options, suite, `${directory}/debian.tar`]);
}

async function layBuildBase(directory: string, nodejs: string): Promise<void> {
  const local = `${directory}/local`;
  await mkdir(`${local}/bin`, { recursive: true });
  await cp(`${nodejs}/node_modules/node-linux-${process.arch}/bin/node`, `${local}/bin/node`);
  await cp(`${nodejs}/node_modules/npm`, `${local}/lib/node_modules/npm`, { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', `${local}/bin/npm`);
  const configured = async (key: string) => (await output('npm', ['config', 'get', key])).replace(/^null$/, '');
  const [registry, cafile] = [await configured('registry'), await configured('cafile')];
  await mkdir(`${local}/etc`);
  await cp(cafile === '' ? certificates : cafile, `${local}/etc/ca.crt`);
  await writeFile(`${local}/etc/npmrc`, `registry=${registry}\ncafile=/usr/local/etc/ca.crt\nupdate-notifier=false\n`);
  await writeFile(`${directory}/Containerfile`, 'FROM scratch\nADD debian.tar /\nCOPY local /usr/local\n');
}

async function layRunBase(directory: string, nodejs: string): Promise<void> {
  await cp(`${nodejs}/node_modules/node-linux-${process.arch}/bin/node`, `${directory}/node`);
  await cp(certificates, `${directory}/ca.crt`);
  const instructions = [
    'FROM scratch',
    'ADD debian.tar /',
    'COPY node /nodejs/bin/node',
    `COPY ca.crt ${certificates}`,
    `ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=${certificates}`,
    'USER 65532',
    'WORKDIR /home/nonroot',
    'ENTRYPOINT ["/nodejs/bin/node"]',
    '',
  ];
  await writeFile(`${directory}/Containerfile`, instructions.join('\n'));
}
