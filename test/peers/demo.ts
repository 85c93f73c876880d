import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Stories } from '../../src/simulator/world/story.js';
import type { Truth } from '../../src/simulator/world/truth.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Demo {
  readonly metricsUrl: string;
  readonly simulatorUrl: string;
  /** What had happened by `at`, epoch milliseconds; by the demo's own time unless given. */
  readonly truth: (at?: number) => Promise<Truth>;
  /** The stories that had begun by then, to their ends. */
  readonly stories: (at?: number) => Promise<Stories>;
  /** Stops it by its process id. Throws when it does not end well. */
  stop(): Promise<void>;
}

/** config/demo.yaml's poll.unreadWindow. */
export const unansweredAfterMs = 3_600_000;

/** Starts the built demo with the exporter on 127.0.0.1, on this port or a free one, and with further flags. */
export async function startDemo(port = 0, ...flags: string[]): Promise<Demo> {
  const child = spawn(process.execPath, [main, 'demo', `--web.listen-address=127.0.0.1:${port}`, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { metrics, simulator } = await addressesOf(child);
  return {
    metricsUrl: metrics,
    simulatorUrl: simulator,
    truth: (at) => get<Truth>(`${simulator}simulator/truth?unansweredAfterMs=${unansweredAfterMs}`, at),
    stories: (at) => get<Stories>(`${simulator}simulator/stories?`, at),
    stop: async () => {
      const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
      child.kill('SIGTERM');
      const [code, signal] = await ended;
      if (code !== 0) throw new Error(`the demo ended with ${code ?? signal ?? ''}`);
    },
  };
}

/** Resolves when the demo's time has become the real one; epoch milliseconds. */
export async function untilReplayIsOver({ truth }: Demo): Promise<number> {
  for (;;) {
    const { at } = await truth();
    if (Math.abs(Date.now() - at) < 1000) return at;
    await sleep(200);
  }
}

async function get<T>(url: string, at: number | undefined): Promise<T> {
  const response = await fetch(at === undefined ? url : `${url}&at=${at}`);
  return (await response.json()) as T;
}

/** Reads the addresses that the demo prints. */
async function addressesOf({ stdout }: ChildProcess): Promise<{ metrics: string; simulator: string }> {
  if (stdout === null) throw new Error('no pipe');
  let printed = '';
  for await (const chunk of stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    printed += chunk.toString();
    const [, metrics] = /Metrics +(\S+)\n/.exec(printed) ?? [];
    const [, simulator] = /Simulator +(\S+)\n/.exec(printed) ?? [];
    if (metrics === undefined || simulator === undefined) continue;
    // What it prints later must not fill the pipe.
    stdout.resume();
    return { metrics, simulator };
  }
  throw new Error(`the demo did not start: ${printed}`);
}
