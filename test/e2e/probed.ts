import { spawnExporter, untilListening } from './exporter-process.js';
import type { Exporter } from './exporter-process.js';
import type { TestBed } from './test-bed.js';
import { waitFor } from './wait.js';

/** What a process holds on to after collecting garbage, and how late its event loop has been since the last time. */
export interface Sample {
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  /** Open files and sockets; missing where the system does not list them. */
  readonly descriptors?: number;
  /** What keeps the event loop busy: sockets, timers, requests. */
  readonly handles: number;
  /** Of the process's own events. */
  readonly listeners: number;
  /** Time that the processor has spent on it so far, milliseconds. */
  readonly cpuMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ProbedExporter extends Exporter {
  sample(): Promise<Sample>;
}

const probe = new URL('probe.mjs', import.meta.url).href;

/** Starts the program with a probe in its process, of which it knows nothing. `spawn` is how, and who ends it. */
export async function startProbed(args: readonly string[], spawn: TestBed['spawn'] = spawnExporter) {
  const child = spawn(args, { NODE_OPTIONS: `--import=${probe}` });
  const exporter = await untilListening(child);
  const port = await waitFor('the probe to listen', () => /\{"msg":"probe","port":(\d+)\}/.exec(child.log())?.[1]);
  const sample = async () => (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Sample;
  return { ...exporter, sample } satisfies ProbedExporter;
}
