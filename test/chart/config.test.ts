import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { render, valuesFiles } from './helm.js';
import { exporterOf } from './pod.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const mounted = '/etc/ssm-contacts-exporter/config.yaml';
const mountedWebConfig = '/etc/ssm-contacts-exporter/web-config.yml';

const good = (contacts: number, targets = 1) =>
  `The configuration is good. Targets: ${targets}, contacts named: ${contacts}.\n`;

/** What check-config says to the arguments, variables and file of the rendered exporter. */
const verdicts: Readonly<Record<string, string>> = {
  'default-values.yaml': good(0),
  'deployment-values.yaml': good(1),
  'existing-values.yaml': good(0),
  'hooks-values.yaml': good(1),
  'network-policy-values.yaml': good(0),
  'operators-values.yaml': good(0),
  'sharded-values.yaml': good(1, 2),
  'web-config-values.yaml': good(0),
};

describe('the exporter, as the chart configures it', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chart-'));
  });

  after(() => rm(folder, { recursive: true }));

  it('is checked with every file of values', () => {
    assert.deepEqual(
      valuesFiles.map((path) => basename(path)),
      Object.keys(verdicts),
    );
  });

  for (const path of valuesFiles) {
    it(`is told so with ci/${basename(path)}`, async () => {
      const objects = await render(`--values=${path}`);
      const { args = [], env = [] } = exporterOf(objects);
      const files = objects.filter(({ kind, data }) => kind === 'ConfigMap' && /^targets:/m.test(fileIn(data)));
      assert.equal(files.length, 1);
      const file = join(folder, 'config.yaml');
      await writeFile(file, fileIn(files[0]?.['data']));
      // The secret is somebody else's: anything that is right will do.
      const webConfig = join(folder, 'web-config.yml');
      await writeFile(webConfig, 'http_server_config: { http2: false }\n');
      assert.ok(args.includes(`--config.file=${mounted}`));
      // The last pod of a StatefulSet; the label is what Kubernetes writes.
      const total = env.find(({ name }) => name === 'SSM_CONTACTS_EXPORTER_SHARDING_TOTAL')?.value ?? '1';
      const variables = env.map(({ name, value = String(Number(total) - 1) }) => [name, value] as const);
      const verdict = await checkConfig(
        args.map((argument) => argument.replace(mounted, file).replace(mountedWebConfig, webConfig)),
        Object.fromEntries(variables),
      );
      assert.equal(verdict, verdicts[basename(path)]);
    });
  }
});

/** The one file in a config map that is no dashboard. */
function fileIn(data: unknown): string {
  return Object.entries((data ?? {}) as Record<string, string>).find(([key]) => key.endsWith('.yaml'))?.[1] ?? '';
}

function checkConfig(args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'check-config', ...args], { env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
