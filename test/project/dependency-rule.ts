import { posix } from 'node:path';
import { computed, referencesOf } from './references.js';

interface Folder {
  /** The folders of src/ whose files it may import, beside its own. */
  readonly folders: readonly string[];
  readonly node: boolean;
  readonly libraries: readonly string[];
}

const adapter = (...libraries: string[]): Folder => ({ folders: ['core'], node: true, libraries });

/** One library, one home; but what has things done in turn is of use in two. */
const rules: Readonly<Record<string, Folder>> = {
  core: { folders: [], node: false, libraries: [] },
  aws: adapter('@aws-sdk/client-ssm-contacts', '@aws-sdk/credential-providers'),
  config: adapter('convict', 'yaml'),
  exposition: adapter('negotiator', 'pbf', 'prom-client'),
  ledger: adapter('abstract-level', 'classic-level', 'memory-level'),
  poller: adapter('p-limit'),
  simulator: { folders: [], node: true, libraries: [] },
  web: adapter('bcrypt', 'express', 'ipaddr.js', 'p-limit'),
};

/** The files beside the folders wire them together, so they may import any, but libraries only as named here. */
const librariesOfFiles: Readonly<Record<string, readonly string[]>> = { 'logger.ts': ['pino', 'pino-pretty'] };

const usersOfProcess = ['main.ts', 'signals.ts'];
const onlyUserOfApp = 'main.ts';

/** What a file breaks of the dependency rule. `file` is its path within src/. */
export function violationsOf(file: string, source: string): string[] {
  const { modules, usesProcess } = referencesOf(source);
  const broken = modules.flatMap((module) => {
    const reason = module.startsWith('.') ? ownModuleProblem(file, module) : foreignModuleProblem(file, module);
    return reason === undefined ? [] : [`${file}: ${module}: ${reason}`];
  });
  if (usesProcess && !usersOfProcess.includes(file)) broken.push(`${file}: uses process`);
  return broken;
}

function ownModuleProblem(file: string, module: string): string | undefined {
  const path = posix.join(posix.dirname(file), module);
  if (path.startsWith('..')) return 'is outside of src/';
  if (path === 'main.js') return 'nothing imports main';
  if (path === 'app.js' && file !== onlyUserOfApp) return 'only main imports app';
  const [from, to] = [folderOf(file), folderOf(path)];
  if (to === from || from === undefined) return undefined;
  const { folders } = ruleOf(from);
  if (to === undefined) return `${from} imports no file beside the folders`;
  return folders.includes(to) ? undefined : `${from} does not import ${to}`;
}

function foreignModuleProblem(file: string, module: string): string | undefined {
  if (module === computed) return 'nobody can tell what this imports';
  const folder = folderOf(file);
  if (module === 'node:process') return usersOfProcess.includes(file) ? undefined : 'uses process';
  const { node, libraries } =
    folder === undefined ? { node: true, libraries: librariesOfFiles[file] ?? [] } : ruleOf(folder);
  if (module.startsWith('node:')) return node ? undefined : `${folder ?? file} imports nothing of Node.js`;
  return libraries.includes(module) ? undefined : `not a library of ${folder ?? file}`;
}

function folderOf(path: string): string | undefined {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
}

function ruleOf(folder: string): Folder {
  const rule = rules[folder];
  if (rule === undefined) throw new Error(`src/${folder} has no rule yet: add one`);
  return rule;
}
