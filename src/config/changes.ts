import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.js';
import { shown, type Problem } from './problem.js';
import { redacted, type Redacted } from './redacted.js';
import { schema } from './schema.js';
import { settingsOf } from './setting.js';

const settings = settingsOf(schema);

/** The paths of the keys that are not the same in both; lists count as one key each. */
export function changedKeys(before: Config, after: Config): readonly string[] {
  const [old, young] = [redacted(before), redacted(after)];
  const isSame = (path: string) =>
    // Two external ids look the same when they are hidden, and so do two contacts.
    path === 'targets' || path === 'teams'
      ? isDeepStrictEqual(before[path], after[path])
      : isDeepStrictEqual(valueAt(old, path), valueAt(young, path));
  return settings.map(({ path }) => path).filter((path) => !isSame(path));
}

/** Why one configuration can't take the place of the other while the exporter runs. */
export function restartProblems(before: Config, after: Config): readonly Problem[] {
  const changed = new Set(changedKeys(before, after));
  const [old, young] = [redacted(before), redacted(after)];
  return settings
    .filter(({ path, needsRestart }) => needsRestart === true && changed.has(path))
    .map(({ path }) => ({
      path,
      message: `needs a restart to change from ${shown(valueAt(old, path))} to ${shown(valueAt(young, path))}`,
    }));
}

function valueAt(tree: Redacted, path: string): unknown {
  return path.split('.').reduce((node: unknown, key) => (node as Record<string, unknown>)[key], tree);
}
