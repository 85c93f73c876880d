import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The text of one of the project's files. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** The files below a folder of the project, sorted, as paths from the project's root. */
export function filesBelow(folder: string, extension: string): string[] {
  const entries = readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.endsWith(extension))
    .map((entry) => `${folder}/${entry}`)
    .sort();
}
