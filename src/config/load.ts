import { readFile } from 'node:fs/promises';
import { crossProblems } from './checks.js';
import { toConfig, type Config } from './config.js';
import { parseYaml } from './document.js';
import type { Problem } from './problem.js';
import { schema } from './schema.js';
import { readSettings, type Environment, type Flags } from './settings.js';
import { readTargets } from './targets.js';
import { readTeams } from './teams.js';

export type Loaded = { readonly config: Config } | Unfit;

/** What can't be used, and why. */
export interface Unfit {
  readonly problems: readonly Problem[];
  /** Whether it asks, as far as can be told, that contacts be named nowhere: problems quote what they are about. */
  readonly isNameless?: boolean;
}

export interface LoadOptions {
  /** The file to read, or its name and text; without one there are the environment, the flags and the defaults. */
  readonly file?: string | { readonly name: string; readonly text: string } | undefined;
  readonly env: Environment;
  /** As `parseCommandLine` returns them. */
  readonly flags: Flags;
}

/**
 * Loads the configuration: flag over environment over file over default. Either a configuration that passed every
 * check, or every problem there is; a file that is no YAML is reported alone, since nothing is known of its keys.
 * Never throws for what a file, a variable or a flag says.
 */
export async function loadConfig({ file, env, flags }: LoadOptions): Promise<Loaded> {
  if (file === undefined) return resolve(null, { env, flags });
  if (typeof file !== 'string') return loadText(file, { env, flags });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { problems: [{ path: file, message: error instanceof Error ? error.message : String(error) }] };
  }
  return loadText({ name: file, text }, { env, flags });
}

type Overrides = Pick<LoadOptions, 'env' | 'flags'>;

function loadText({ name, text }: { name: string; text: string }, overrides: Overrides): Loaded {
  const parsed = parseYaml(name, text);
  if ('problems' in parsed) return { ...parsed, isNameless: namelessText.test(text) };
  const loaded = resolve(parsed.tree, overrides);
  if ('config' in loaded) return loaded;
  // A problem of the file as a whole has no key's path.
  return { ...loaded, problems: loaded.problems.map((problem) => ({ ...problem, path: problem.path || name })) };
}

/** What asks for hashes in a text that is no YAML. */
const namelessText = /contactLabel\W+hash/i;

function resolve(file: unknown, overrides: Overrides): Loaded {
  const { values, problems } = readSettings(schema, { file, ...overrides });
  const { targets, problems: targetProblems } = readTargets(values.targets);
  const { teams, problems: teamProblems } = readTeams(values.teams);
  const all = [...problems, ...crossProblems(values, problems), ...targetProblems, ...teamProblems];
  if (all.length === 0) return { config: toConfig(values, { targets, teams }) };
  // What is wrong with that section may be how it asks for hashes.
  const isNameless = values.metrics.contactLabel === 'hash' || all.some(({ path }) => path.startsWith('metrics'));
  return { problems: all, isNameless };
}
