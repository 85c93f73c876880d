import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerEnvironment } from './program.js';

/** A program that serves HTTP, for as long as a test needs it. */
export interface BackgroundProgram {
  /** Without a slash at the end. */
  readonly url: string;
  /** Stops it by its process id, and removes its folder. */
  readonly stop: () => Promise<void>;
}

export interface BackgroundProgramOptions {
  readonly command: string;
  /** What belongs to it alone. */
  readonly folder: string;
  /** Its arguments, of which one makes it listen there: host and port. */
  readonly args: (listenAddress: string) => readonly string[];
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

/** Starts one of Prometheus's programs, and resolves when it is ready. Throws what it says when it ends instead. */
export async function startProgram({ command, folder, args }: BackgroundProgramOptions): Promise<BackgroundProgram> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(command, args(address), { env: peerEnvironment, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = text(child.stderr);
  const ended = once(child, 'exit');
  const url = `http://${address}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`${command} did not start: ${await said}`);
    await sleep(50);
  }
  return {
    url,
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
