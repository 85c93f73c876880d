import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from './background-program.js';
import { run } from './program.js';
import { createPrometheusApi, type PrometheusApi } from './prometheus-api.js';

export interface Prometheus extends PrometheusApi {
  /** Stops it by its process id, and removes its data. */
  stop(): Promise<void>;
}

/** Of `--enable-feature`: with native histograms it asks for protobuf, otherwise for OpenMetrics. */
export type PrometheusFeature = 'exemplar-storage' | 'native-histograms';

/** Starts a Prometheus that scrapes `target`, host and port, every second. Resolves when it is ready. */
export function startPrometheus(target: string, ...features: PrometheusFeature[]): Promise<Prometheus> {
  const config = [
    'global: { scrape_interval: 1s }',
    `scrape_configs: [{ job_name: ssm-contacts, static_configs: [{ targets: ['${target}'] }] }]`,
  ];
  return startPrometheusWith(config, ...features);
}

/** Starts one with the lines of a configuration of its own. */
export async function startPrometheusWith(
  config: readonly string[],
  ...features: PrometheusFeature[]
): Promise<Prometheus> {
  return launch(await createFolder(), { config, flags: [`--enable-feature=${features.join()}`] });
}

/** Starts one that scrapes nothing, and knows what is written in `openMetrics`, with times. */
export async function startPrometheusOn(openMetrics: string): Promise<Prometheus> {
  const folder = await createFolder();
  await writeFile(join(folder, 'history'), openMetrics);
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'history'), join(folder, 'data')];
  const { code, errors } = await run('promtool', blocks);
  if (code !== 0) throw new Error(`promtool took no history: ${errors}`);
  return launch(folder, { config: [], flags: ['--storage.tsdb.retention.time=100y'] });
}

function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'prometheus-'));
}

interface LaunchOptions {
  readonly config: readonly string[];
  readonly flags: readonly string[];
}

async function launch(folder: string, { config, flags }: LaunchOptions): Promise<Prometheus> {
  const configFile = join(folder, 'prometheus.yml');
  await writeFile(configFile, [...config, ''].join('\n'));
  const { url, stop } = await startProgram({
    command: 'prometheus',
    folder,
    args: (address) => [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
      ...flags,
    ],
  });
  return { ...createPrometheusApi(url), stop };
}
