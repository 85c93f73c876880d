import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerEnvironment, run } from './program.js';
import { createPrometheusApi, type PrometheusApi } from './prometheus-api.js';

export interface Prometheus extends PrometheusApi {
  /** Stops it by its process id, and removes its data. */
  stop(): Promise<void>;
}

/** Of `--enable-feature`: with native histograms it asks for protobuf, otherwise for OpenMetrics. */
export type PrometheusFeature = 'exemplar-storage' | 'native-histograms';

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a Prometheus that scrapes `target`, host and port, every second. Resolves when it is ready. */
export async function startPrometheus(target: string, ...features: PrometheusFeature[]): Promise<Prometheus> {
  return launch(await mkdtemp(join(tmpdir(), 'prometheus-')), {
    config: [
      'global: { scrape_interval: 1s }',
      `scrape_configs: [{ job_name: ssm-contacts, static_configs: [{ targets: ['${target}'] }] }]`,
    ],
    flags: [`--enable-feature=${features.join()}`],
  });
}

/** Starts one that scrapes nothing, and knows what is written in `openMetrics`, with times. */
export async function startPrometheusOn(openMetrics: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  await writeFile(join(folder, 'history'), openMetrics);
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'history'), join(folder, 'data')];
  const { code, errors } = await run('promtool', blocks);
  if (code !== 0) throw new Error(`promtool took no history: ${errors}`);
  return launch(folder, { config: [], flags: ['--storage.tsdb.retention.time=100y'] });
}

interface LaunchOptions {
  readonly config: readonly string[];
  readonly flags: readonly string[];
}

async function launch(folder: string, { config, flags }: LaunchOptions): Promise<Prometheus> {
  const configFile = join(folder, 'prometheus.yml');
  await writeFile(configFile, [...config, ''].join('\n'));
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...flags,
    ],
    { env: peerEnvironment, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said = text(child.stderr);
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`Prometheus did not start: ${await said}`);
    await sleep(50);
  }
  return {
    ...createPrometheusApi(url),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/-/ready`);
    return ok;
  } catch {
    return false;
  }
}
