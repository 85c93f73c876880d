import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator/server.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/server.js';
import { spawnExporter, untilListening } from './exporter-process.js';
import type { Ending, Exporter, ExporterProcess } from './exporter-process.js';

/** A configuration file's sections. */
export type Document = Readonly<Record<string, unknown>>;

/** What a test has running: all of it ends when the test, or the suite, does. */
export interface TestBed {
  /** A simulated account without quotas. */
  simulate(options: SimulatorOptions): Promise<Simulator>;
  /** A path in a directory that is removed in the end. */
  path(name: string): string;
  /** Writes a configuration file and returns its path. */
  write(document: Document | string, name?: string): Promise<string>;
  /** Starts the daemon on a free port, with this configuration, and waits until it listens. */
  start(document: Document, ...flags: string[]): Promise<Exporter>;
  /** Starts the program and waits for nothing. */
  readonly spawn: typeof spawnExporter;
  /** Has something ended before everything else is. */
  ends(end: () => Promise<unknown>): void;
  /** Runs the program to its end. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ending>;
}

/** Sets up a bed for each test, or one for the whole suite. */
export function useTestBed(span: 'test' | 'suite'): TestBed {
  let directory = '';
  let files = 0;
  const processes: ExporterProcess[] = [];
  const simulators: Simulator[] = [];
  const endings: (() => Promise<unknown>)[] = [];

  const prepare = async () => {
    directory = await mkdtemp(join(tmpdir(), 'exporter-'));
  };
  const clear = async () => {
    await Promise.all(endings.splice(0).map((end) => end()));
    await Promise.all(processes.splice(0).map((each) => each.end('SIGKILL')));
    await Promise.all(simulators.splice(0).map((each) => each.close()));
    await rm(directory, { recursive: true, force: true });
  };
  if (span === 'test') {
    beforeEach(prepare);
    afterEach(clear);
  } else {
    before(prepare);
    after(clear);
  }

  const bed: TestBed = {
    async simulate(options) {
      const simulator = await startSimulator({ quotas: 'none', ...options });
      simulators.push(simulator);
      return simulator;
    },
    path: (name) => join(directory, name),
    async write(document, name = `config-${(files += 1)}.yaml`) {
      // JSON is YAML.
      await writeFile(bed.path(name), typeof document === 'string' ? document : JSON.stringify(document));
      return bed.path(name);
    },
    async start(document, ...flags) {
      const file = await bed.write(document);
      return untilListening(bed.spawn([`--config.file=${file}`, '--web.listen-address=127.0.0.1:0', ...flags]));
    },
    spawn(args, env, through) {
      const started = spawnExporter(args, env, through);
      processes.push(started);
      return started;
    },
    ends: (end) => void endings.push(end),
    run: (args, env) => bed.spawn(args, env).ended,
  };
  return bed;
}
