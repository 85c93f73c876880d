// Loaded before the exporter into its process: a file hangs when it is opened while there is a pipe beside it of the same
// name and `.hangs`, in a thread of Node.js's own, as those of a file system that does not answer.
import { existsSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { open } = promises;
promises.open = (path, ...others) => (existsSync(`${path}.hangs`) ? open(`${path}.hangs`, 'r') : open(path, ...others));
syncBuiltinESMExports();
