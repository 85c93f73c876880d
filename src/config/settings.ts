import convict from 'convict';
import { faultOf, formats } from './formats.js';
import { shown, type Problem } from './problem.js';
import { envOf, isLeaf, settingsOf, type Setting, type Tree, type Values } from './setting.js';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Texts of the command line by the path of the key that they set. */
export type Flags = Readonly<Record<string, string>>;

export interface Sources {
  /** What the file says; anything at all, null when it says nothing. */
  readonly file: unknown;
  /** None for the keys of a list's element, which only the list as a whole can be set by. */
  readonly env?: Environment;
  readonly flags?: Flags;
  /** Stands before the path in every problem: `targets[0].`. */
  readonly prefix?: string;
}

type Mapping = Readonly<Record<string, unknown>>;

// Convict gets only the reading of texts; values are judged by faultOf, below.
for (const [name, format] of Object.entries(formats)) {
  convict.addFormat({ name, validate: () => undefined, ...('coerce' in format && { coerce: format.coerce }) });
}

/**
 * Reads the keys of a tree: flag over environment over file over default. Problems come all together; a key that has
 * one gets its default in the values, so that the checks that follow can still look at the others.
 */
export function readSettings<T extends Tree>(
  tree: T,
  { file, env = {}, flags = {}, prefix = '' }: Sources,
): { readonly values: Values<T>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const known = knownPart(file ?? {}, { tree, path: '', report: (path, message) => problems.push({ path, message }) });
  // Convict puts the environment over the file. It is not given the arguments: its parser makes a number of every
  // text that looks like one (--ledger.path=007), so the flags come from our own command line.
  const settings = convict<Mapping>(withEnvironment(tree), { env, args: [] }).load(known);
  for (const [path, text] of Object.entries(flags)) settings.set(path, text);
  // Convict's validate() joins all it finds into one text, so the formats are asked key by key.
  for (const setting of settingsOf(tree)) {
    const message = faultOf(settings.get(setting.path), setting);
    if (message === undefined) continue;
    problems.push({ path: setting.path, message: message + origin(setting, env, flags) });
    settings.reset(setting.path);
  }
  return {
    values: settings.getProperties() as Values<T>,
    problems: problems.map(({ path, message }) => ({ path: (prefix + path).replace(/\.$/, ''), message })),
  };
}

interface Place {
  readonly tree: Tree;
  readonly path: string;
  readonly report: (path: string, message: string) => void;
}

/** The part of the file that the tree knows; only that may reach convict, which stumbles over any other shape. */
function knownPart(node: unknown, { tree, path, report }: Place): Mapping {
  if (!isMapping(node)) {
    report(path, `must be a mapping of keys, is ${shown(node)}`);
    return {};
  }
  const known: [string, unknown][] = [];
  for (const [key, value] of Object.entries(node)) {
    const inner = Object.hasOwn(tree, key) ? tree[key] : undefined;
    const innerPath = path + key;
    if (inner === undefined) {
      report(path + (/^[\w-]+$/.test(key) ? key : JSON.stringify(key)), 'unknown key');
    } else if (!isLeaf(inner)) {
      known.push([key, knownPart(value ?? {}, { tree: inner, path: `${innerPath}.`, report })]);
    } else if (isMapping(value)) {
      report(innerPath, faultOf(value, inner) ?? 'must not be a mapping');
    } else if (value !== null || !Array.isArray(inner.default)) {
      // A list whose entries are all commented out is null in YAML, and means the same as no list.
      known.push([key, value]);
    }
  }
  return Object.fromEntries(known);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The tree as convict takes it. Variables that name no key are let be: Kubernetes makes some with our prefix. */
function withEnvironment(tree: Tree, group = ''): convict.Schema<Mapping> {
  return Object.fromEntries(
    Object.entries(tree).map(([key, node]) => {
      const path = group + key;
      return [key, isLeaf(node) ? { ...node, env: envOf(path) } : withEnvironment(node, `${path}.`)];
    }),
  );
}

function origin({ path, flag, env: variable }: Setting, env: Environment, flags: Flags): string {
  if (flag !== undefined && flags[path] !== undefined) return ` (from --${flag})`;
  return env[variable] === undefined ? '' : ` (from ${variable})`;
}
