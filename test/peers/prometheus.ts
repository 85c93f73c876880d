import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerEnvironment } from './program.js';

/** One series of an answer: its samples' times in epoch milliseconds, and their values. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
}

export interface Prometheus {
  /** Asks at `at`, epoch milliseconds; now unless given. */
  query(expression: string, at?: number): Promise<readonly Series[]>;
  /** Stops it by its process id, and removes its data. */
  stop(): Promise<void>;
}

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
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const configFile = join(folder, 'prometheus.yml');
  await writeFile(
    configFile,
    [
      'global: { scrape_interval: 1s }',
      `scrape_configs: [{ job_name: ssm-contacts, static_configs: [{ targets: ['${target}'] }] }]`,
      '',
    ].join('\n'),
  );
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
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
    query: (expression, at) => query(url, expression, at),
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

type Point = [seconds: number, value: string];

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value?: Point;
      readonly values?: Point[];
    }[];
  };
}

async function query(url: string, expression: string, at = Date.now()): Promise<readonly Series[]> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expression, time: String(at / 1000) }),
  });
  const { status, error, data } = (await response.json()) as Answer;
  if (status !== 'success') throw new Error(`${expression}: ${error ?? status}`);
  return data.result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
    labels: metric,
    samples: values.map(([seconds, number]) => [Math.round(seconds * 1000), Number(number)] as const),
  }));
}
