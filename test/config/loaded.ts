import { loadConfig } from '../../src/config/load.js';
import { problemLine } from '../../src/config/problem.js';
import type { Config } from '../../src/config/config.js';
import type { Environment, Flags } from '../../src/config/settings.js';

interface Overrides {
  readonly env?: Environment;
  readonly flags?: Flags;
}

/** The problems of a text as a person sees them; none when it loads. */
export async function problemsOf(text: string, { env = {}, flags = {} }: Overrides = {}): Promise<string[]> {
  const loaded = await loadConfig({ file: { name: 'test.yaml', text }, env, flags });
  return 'config' in loaded ? [] : loaded.problems.map(problemLine);
}

/** The configuration of a text that has no problems. */
export async function configOf(text: string, { env = {}, flags = {} }: Overrides = {}): Promise<Config> {
  const loaded = await loadConfig({ file: { name: 'test.yaml', text }, env, flags });
  if ('config' in loaded) return loaded.config;
  throw new Error(loaded.problems.map(problemLine).join('\n'));
}
