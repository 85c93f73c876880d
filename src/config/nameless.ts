import { schema, targetSchema, teamSchema } from './schema.js';
import { settingsOf } from './setting.js';

const words = new Set(
  [schema, targetSchema, teamSchema].flatMap((tree) => settingsOf(tree).flatMap(({ path }) => path.split('.'))),
);

/**
 * Where a problem is, for whom no contact may be named to: as far as its path is made of our own keys, and else the
 * position in the file. Whatever somebody wrote in the place of a key may be a name.
 */
export function namelessPath(path: string): string {
  const parts = path.split('.');
  const foreign = parts.findIndex((part) => !words.has(part.replace(/\[\d+\]$/, '')));
  if (foreign === -1) return path;
  if (foreign > 0) return [...parts.slice(0, foreign), '…'].join('.');
  const [, line, column] = /:(\d+):(\d+)$/.exec(path) ?? [];
  return line === undefined || column === undefined ? 'configuration' : `line ${line}, column ${column}`;
}
