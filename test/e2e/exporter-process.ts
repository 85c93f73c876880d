import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { scrape } from './scrape.js';
import type { Series } from './scrape.js';
import { waitFor } from './wait.js';

/** Static credentials that open nothing: AWS's own examples, and a session token of the same making. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2IQoJb3JpZ2luX2EXAMPLETOKEN',
};

/** How a process ended, and all that it wrote. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built exporter as a process of its own. */
export interface ExporterProcess {
  readonly ended: Promise<Ending>;
  /** Everything that it has written to standard error so far. */
  log(): string;
  send(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ending>;
}

/** An exporter that serves. */
export interface Exporter extends ExporterProcess {
  /** Without a slash at the end. */
  readonly url: string;
  scrape(): Promise<Series>;
}

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/**
 * Starts the program with nothing of this machine's environment but what coverage needs; `through` is a command that runs
 * the command that follows it.
 */
export function spawnExporter(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  through: readonly string[] = [],
): ExporterProcess {
  const { NODE_V8_COVERAGE } = process.env;
  const [command, ...rest] = [...through, process.execPath, main, ...args] as [string, ...string[]];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...credentials,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(NODE_V8_COVERAGE !== undefined && { NODE_V8_COVERAGE }),
      ...env,
    },
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const ended = endingOf(child, stdout, stderr);
  return {
    ended,
    log: stderr,
    send: (signal) => void child.kill(signal),
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Waits until the process listens. Throws with its log when it ends instead. */
export async function untilListening(started: ExporterProcess): Promise<Exporter> {
  const died = started.ended.then(({ code, stderr }): never => {
    throw new Error(`the exporter ended with ${code} instead of listening:\n${stderr}`);
  });
  let hasDied = false;
  died.catch(() => (hasDied = true));
  const listening = waitFor('the exporter to listen', () => (hasDied ? 'never' : listeningUrl(started.log())));
  const url = await Promise.race([died, listening]);
  return { ...started, url, scrape: () => scrape(`${url}/metrics`) };
}

function listeningUrl(log: string): string | undefined {
  const line = log.split('\n').find((each) => each.includes('"msg":"listening"') && each.endsWith('}'));
  return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
}

async function endingOf(child: ChildProcess, stdout: () => string, stderr: () => string): Promise<Ending> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout: stdout(), stderr: stderr() };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}
