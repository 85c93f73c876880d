import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const module = fileURLToPath(new URL('exporter-toolkit/', import.meta.url));

/**
 * Compiles what judges web configuration files by exporter-toolkit, in the version that go.mod pins, into a folder. Go
 * fetches the modules when it has not got them yet.
 * @returns the program's path
 */
export async function buildToolkit(folder: string): Promise<string> {
  // Go keeps what it has compiled below the home of whoever runs this, and is told there where modules are.
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/local/go/bin`, CGO_ENABLED: '0' };
  const program = join(folder, 'exporter-toolkit');
  try {
    await promisify(execFile)('go', ['build', '-buildvcs=false', '-trimpath', '-o', program, '.'], {
      cwd: module,
      env,
    });
    return program;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = 'this test needs Go 1.25 (golang.org/dl), on the PATH or in /usr/local/go';
    throw isMissing ? new Error(reason, { cause: error }) : error;
  }
}
