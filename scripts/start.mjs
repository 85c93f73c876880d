// `npm start -- …`: builds when dist/ is missing or older than src/, then runs the command line in this process.
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const builtAt = statSync(`${root}dist/build.json`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const changedAt = Math.max(
  ...['package.json', 'tsconfig.build.json'].map((file) => statSync(root + file).mtimeMs),
  ...readdirSync(`${root}src`, { recursive: true }).map((file) => statSync(`${root}src/${file}`).mtimeMs),
);
if (changedAt > builtAt) await import('./build.mjs');
await import('../dist/main.js');
