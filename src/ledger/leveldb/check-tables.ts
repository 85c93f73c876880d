import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readWholeFile } from '../whole-file.js';
import { liveTables } from './live-tables.js';
import { checkTable } from './table-blocks.js';

/**
 * Checks every table of the store in a directory, in all its bytes, before LevelDB sees them: that reads blocks without
 * looking at their checksums, may find a page and not find it again, and aborts the process over some that are damaged.
 * Its logs and manifests it does check.
 * @throws Error when one is damaged or missing, or the manifest that names them can't be read
 */
export async function checkTables(directory: string): Promise<void> {
  const files = await readdir(directory);
  if (!files.includes('CURRENT')) return;
  const current = await readWholeFile(join(directory, 'CURRENT'));
  const manifest = current.toString('latin1').replace(/\n$/, '');
  if (!files.includes(manifest)) throw new Error('its CURRENT file names no manifest');
  for (const { number, size } of liveTables(await readWholeFile(join(directory, manifest)))) {
    const digits = String(number).padStart(6, '0');
    const name = [`${digits}.ldb`, `${digits}.sst`].find((each) => files.includes(each));
    if (name === undefined) throw new Error(`its table ${digits}.ldb is missing`);
    const file = await readWholeFile(join(directory, name));
    if (file.length !== size) throw new Error(`its table ${name} has ${file.length} bytes instead of ${size}`);
    checkNamed(name, file);
  }
}

function checkNamed(name: string, file: Buffer): void {
  try {
    checkTable(file);
  } catch (error) {
    throw new Error(`its table ${name} is damaged: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
