import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needProgram, output, run } from './program.js';
import type { Ending } from './program.js';

/**
 * How containers are run here: as docs/image.md advises, and in the network of the machine, where the simulator is. The
 * limits are there because not every machine lets Podman raise them to its own defaults.
 */
const strict = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--network=host'];
const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'];
// Podman would have systemd ask for the health; the tests ask themselves.
const unwatched = ['--health-interval=disable', '--log-driver=k8s-file'];

/** Buildah and Podman with a storage of their own, which is removed in the end. */
export class ContainerEngine {
  readonly #directory: string;
  readonly #storage: readonly string[];

  private constructor(directory: string) {
    this.#directory = directory;
    this.#storage = [`--root=${directory}/storage`, `--runroot=${directory}/run`, '--storage-driver=overlay'];
  }

  static async open(): Promise<ContainerEngine> {
    await Promise.all([needProgram('buildah'), needProgram('podman'), needProgram('runc')]);
    return new ContainerEngine(await mkdtemp(join(tmpdir(), 'image-')));
  }

  /** A place for files that is removed in the end. */
  path(name: string): string {
    return join(this.#directory, name);
  }

  /** Builds an image from a directory; in a chroot, which needs nothing of the kernel that is not there in a CI. */
  build(directory: string, ...args: readonly string[]): Promise<string> {
    const options = ['--isolation=chroot', '--format=docker', '--quiet', ...args];
    // What is cached between builds is kept below it, too.
    return output('buildah', [...this.#storage, 'build', ...options, directory], { TMPDIR: this.#directory });
  }

  /** Runs a container to its end. */
  run(...args: readonly string[]): Promise<Ending> {
    return this.try('run', '--rm', '--no-healthcheck', ...strict, ...limits, ...args);
  }

  /** Runs a container whose input stays open. */
  spawn(...args: readonly string[]): ChildProcess {
    const command = ['run', '--rm', '--interactive', ...strict, ...limits, ...unwatched, ...args];
    return spawn('podman', [...this.#podmanOptions(), ...command], { stdio: ['pipe', 'ignore', 'ignore'] });
  }

  /** Starts a container, which runs on. */
  async start(...args: readonly string[]): Promise<void> {
    await this.podman('run', '--detach', ...strict, ...limits, ...unwatched, ...args);
  }

  /** Runs a command of Podman that has to succeed. */
  podman(...args: readonly string[]): Promise<string> {
    return output('podman', [...this.#podmanOptions(), ...args]);
  }

  /** Runs a command of Podman and tells how it ended. */
  try(...args: readonly string[]): Promise<Ending> {
    return run('podman', [...this.#podmanOptions(), ...args]);
  }

  async close(): Promise<void> {
    await this.podman('rm', '--all', '--force', '--time=0');
    await this.podman('image', 'unmount', '--all', '--force');
    // Podman leaves a mount of the storage on itself.
    await run('umount', [`${this.#directory}/storage/overlay`]);
    await rm(this.#directory, { recursive: true, force: true });
  }

  #podmanOptions(): readonly string[] {
    return [...this.#storage, '--runtime=runc', '--cgroup-manager=cgroupfs', '--events-backend=none'];
  }
}
