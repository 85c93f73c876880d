import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundFile {
  /** Beginning with a slash. */
  readonly path: string;
  readonly owner: number;
  /** Whether somebody else than the owner may change it. */
  readonly isOpen: boolean;
  readonly isDirectory: boolean;
}

/** Everything below a directory. */
export function filesOf(root: string, below = '/'): FoundFile[] {
  return readdirSync(join(root, below)).flatMap((name) => {
    const path = join(below, name);
    const stats = lstatSync(join(root, path));
    const isDirectory = stats.isDirectory();
    const isOpen = !stats.isSymbolicLink() && (stats.mode & 0o022) !== 0;
    return [{ path, owner: stats.uid, isOpen, isDirectory }, ...(isDirectory ? filesOf(root, path) : [])];
  });
}
