import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/**
 * Reads the logs of the store in a directory to their ends, before LevelDB does: where that gets an error from the disk, it
 * takes the log to end there, stores what came before it in a table and deletes the log, with the commits in it. What can
 * be read here is in the system's cache when LevelDB reads it again.
 * @throws the system's error when one can't be read
 */
export async function readLogs(directory: string): Promise<void> {
  const logs = (await readdir(directory)).filter((name) => name.endsWith('.log'));
  for (const name of logs) await finished(createReadStream(join(directory, name)).resume());
}
