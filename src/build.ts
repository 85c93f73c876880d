import { readFileSync } from 'node:fs';

/** What was built: shown by `--version`, the pages and the build_info metric. */
export interface Build {
  readonly version: string;
  readonly revision: string;
}

/** Reads what the build wrote beside the compiled code; run from source there is nothing. */
export function readBuild(): Build {
  try {
    return JSON.parse(readFileSync(new URL('build.json', import.meta.url), 'utf8')) as Build;
  } catch {
    return { version: 'unbuilt', revision: 'unknown' };
  }
}
