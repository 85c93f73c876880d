// Builds when dist/ is missing or older than src/.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** An installation without development dependencies runs what it was given. */
const canBuild = existsSync(`${root}node_modules/typescript`);

function isStale() {
  const builtAt = statSync(`${root}dist/build.json`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(`${root}src`, { recursive: true }).map((file) => `src/${file}`);
  const rules = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];
  return ['package.json', ...rules, 'src', ...sources].some((file) => statSync(root + file).mtimeMs > builtAt);
}

if (canBuild && isStale()) await import('./build.mjs');
