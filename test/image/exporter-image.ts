import { ContainerEngine } from './container-engine.js';
import { context } from './dockerfile.js';
import { makeStandIns } from './stand-ins.js';

export const image = 'localhost/ssm-contacts-exporter:tested';
/** What the image is built with. */
export const built = { VERSION: '9.8.7', REVISION: '0123456789ab', CREATED: '2026-01-02T03:04:05Z' };

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

let building: Promise<ContainerEngine> | undefined;

/** Builds the image before the first suite that asks for it; it is removed when all have ended. */
export function builtImage(): Promise<ContainerEngine> {
  return (building ??= buildImage());
}

after(async function () {
  this.timeout(120_000);
  await (await building)?.close();
});

/**
 * Builds the image for this machine's processor. IMAGE_BASES=registry takes the real base images from their registries;
 * otherwise stand-ins are made.
 */
async function buildImage(): Promise<ContainerEngine> {
  const engine = await ContainerEngine.open();
  const isReal = process.env['IMAGE_BASES'] === 'registry';
  if (!isReal) await makeStandIns(engine);
  const args = Object.entries(built).map(([name, value]) => `--build-arg=${name}=${value}`);
  const platform = `--platform=linux/${architectures[process.arch] ?? process.arch}`;
  await engine.build(context, isReal ? '--pull=always' : '--pull=never', platform, ...args, `--tag=${image}`);
  return engine;
}
