import { execFile } from 'node:child_process';

export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

type Variables = Readonly<Record<string, string>>;

/** Runs a program to its end. Rejects when there is no such program. */
export function run(command: string, args: readonly string[], variables: Variables = {}): Promise<Ending> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env, maxBuffer: 1 << 26 }, (error, out, errors) => {
      const code = error === null ? 0 : (error.code ?? -1);
      if (error !== null && typeof code === 'string') reject(new Error(`can't run ${command}`, { cause: error }));
      else resolve({ code: Number(code), out, errors });
    });
    child.stdin?.end();
  });
}

/** Runs a program that has to succeed, and returns what it wrote to standard output. */
export async function output(command: string, args: readonly string[], variables: Variables = {}): Promise<string> {
  const { code, out, errors } = await run(command, args, variables);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${out}\n${errors}`);
  return out.trimEnd();
}

/** Fails, naming Debian's package, when a program is not there. */
export async function needProgram(command: string, debianPackage = command): Promise<void> {
  const found = await run(command, ['--version']).catch(() => undefined);
  if (found?.code !== 0) throw new Error(`these tests need ${command}: apt-get install ${debianPackage}`);
}
