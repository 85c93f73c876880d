import { execFile, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';

// Debian's programs come first: another one of the same name may be elsewhere.
const path = `/usr/bin:/bin:${process.env['PATH'] ?? ''}`;

/** Simulated credentials, and nothing of whoever runs the tests: no profile, no proxy, no instance role. */
export const peerEnvironment: NodeJS.ProcessEnv = {
  PATH: path,
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  AWS_ACCESS_KEY_ID: 'simulated',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_DEFAULT_REGION: 'us-east-2',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
};

export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Fails, naming Debian's package, when a program can't be run. `probe` are arguments with which it succeeds at once. */
export function needProgram(command: string, probe: readonly string[], debianPackage: string): void {
  const { status } = spawnSync(command, probe, { env: peerEnvironment, stdio: 'ignore' });
  if (status === 0) return;
  throw new Error(`these tests need ${command} ${probe.join(' ')} to work: apt-get install ${debianPackage}`);
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], input = ''): Promise<Ending> {
  const child = execFile(command, args, { env: peerEnvironment, maxBuffer: 1 << 26 }, () => undefined);
  if (child.stdin === null || child.stdout === null || child.stderr === null) throw new Error('no pipes');
  // A program that does not read its input to the end is no failure.
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => resolve(code ?? -1));
  });
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, errors };
}
