// Compiles src/ to dist/ and records what was built, for `--version` and the build_info metric.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

// Built aside and put in place whole, so that whatever starts meanwhile finds the old build or the new one.
const fresh = `${root}dist.new`;
rmSync(fresh, { recursive: true, force: true });
try {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh]);
} catch (error) {
  console.error(error.stdout || error.stderr || error.message);
  process.exit(1);
}
cpSync(`${root}src/web/pages/assets`, `${fresh}/web/pages/assets`, {
  recursive: true,
  filter: (file) => !file.endsWith('.json'),
});
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
// An image between two releases has a version of its own.
const built = { version: process.env.VERSION || version, revision: revision() };
writeFileSync(`${fresh}/build.json`, `${JSON.stringify(built)}\n`);
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(fresh, `${root}dist`);
