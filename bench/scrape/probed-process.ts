import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { credentials } from '../../test/e2e/exporter-process.js';

/** What the probe has seen of a process since it was told to begin. */
export interface Reading {
  /** The longest time for which the event loop did not turn. */
  readonly longestStallMs: number;
  /** The same without the time for which the process was ready to go on but others had the CPUs, as far as Linux tells. */
  readonly longestOwnStallMs: number;
  readonly residentBytes: number;
}

/** A line that a process has logged; what else stands in it depends on its `msg`. */
interface LogLine {
  readonly msg: string;
  readonly url?: string;
}

const probe = new URL('probe.mjs', import.meta.url).href;

/** What processes need of an environment: nothing of this machine's may be taken for an account or a setting. */
const env = {
  ...credentials,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** A process of its own that logs lines of JSON to standard error, and whose event loop is watched when asked for. */
export class ProbedProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #log = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.#log += chunk));
  }

  /** Runs a file of the build as it is shipped. */
  static ofBuild(path: string, args: readonly string[]): ProbedProcess {
    const file = fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
    return ProbedProcess.#start(file, args, ['--import', probe]);
  }

  /** Runs a file of this directory, by whatever runs this one. */
  static ofBench(path: string, args: readonly string[]): ProbedProcess {
    const file = fileURLToPath(new URL(path, import.meta.url));
    return ProbedProcess.#start(file, args, [...process.execArgv, '--import', probe]);
  }

  static #start(file: string, args: readonly string[], execArgv: string[]): ProbedProcess {
    return new ProbedProcess(fork(file, args, { execArgv, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }));
  }

  /** Waits for a line with this message. Throws with the log when the process ends instead. */
  async logged(msg: string): Promise<LogLine> {
    for (;;) {
      const line = this.#lines().find((each) => each.msg === msg);
      if (line !== undefined) return line;
      const next = await Promise.race([once(this.#child.stderr ?? this.#child, 'data'), this.#ended.then(() => 'end')]);
      if (next === 'end') throw new Error(`a process ended before it logged "${msg}":\n${this.#log}`);
    }
  }

  /** Waits until it listens, and returns where: without a slash at the end. */
  async listening(): Promise<string> {
    return (await this.logged('listening')).url ?? '';
  }

  /** Watches the process for as long as something else goes on. */
  async watch<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly reading: Reading }> {
    await this.#ask('probe begin', 'begun');
    const result = await work();
    const { reading } = await this.#ask('probe end', 'reading');
    return { result, reading };
  }

  /** Waits for the process to end by itself. Throws with its log when it failed. */
  async success(): Promise<void> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`a process failed:\n${this.#log}`);
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Whole lines of the log; those that are no JSON are left out. */
  #lines(): LogLine[] {
    const whole = this.#log.split('\n').slice(0, -1);
    return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogLine);
  }

  async #ask(question: string, answer: string): Promise<{ readonly reading: Reading }> {
    this.#child.send(question);
    for (;;) {
      const [message] = (await once(this.#child, 'message')) as [{ readonly probe: string; readonly reading: Reading }];
      if (message.probe === answer) return message;
    }
  }
}
