// Compiles src/ to dist/ and records what was built, for `--version` and the build_info metric.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The commit that is built: given by the image build, else asked of git, else unknown. */
function revision() {
  if (process.env.REVISION) return process.env.REVISION;
  try {
    return run('git', ['rev-parse', '--short=12', 'HEAD']).trim();
  } catch {
    return 'unknown';
  }
}

rmSync(`${root}dist`, { recursive: true, force: true });
try {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
} catch (error) {
  console.error(error.stdout);
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
mkdirSync(`${root}dist`, { recursive: true });
writeFileSync(`${root}dist/build.json`, `${JSON.stringify({ version, revision: revision() })}\n`);
