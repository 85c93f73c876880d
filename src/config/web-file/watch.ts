import { stat } from 'node:fs/promises';
import { describeError } from '../../core/describe-error.js';
import type { ReadFile } from '../file-reader.js';
import { problemLine, type Problem } from '../problem.js';
import { loadWebFile, readText } from './load.js';
import type { LoadedWebFile } from './load.js';
import type { WebFile } from './web-file.js';

export interface WatchOptions {
  /** How often is looked whether a file has changed. */
  readonly checkMs?: number;
  readonly read?: ReadFile | undefined;
  /** Another configuration is in force from now on; not when it throws. */
  readonly changed: (webFile: WebFile) => void;
  /** What the files say now is not taken; once for each change. */
  readonly refused: (problems: readonly Problem[]) => void;
}

export interface WatchedWebFile {
  /** What is in force to begin with. */
  readonly webFile: WebFile;
  close(): void;
}

/**
 * Reads a web configuration file, and again whenever it or a file that it names changes.
 * @throws Error when it is wrong to begin with
 */
export async function watchWebFile(file: string, options: WatchOptions): Promise<WatchedWebFile> {
  const { checkMs = 1000, read = readText, changed, refused } = options;
  const first = await loadStated(file, read);
  if ('problems' in first) throw new Error(first.problems.map(problemLine).join('\n'));
  let inForce = first.webFile;
  // Of what has changed since it was read, the next look tells.
  let { files, state: loaded } = first;
  let previous = loaded;
  let isClosed = false;

  const check = async () => {
    const now = await stateOf(files);
    // Whoever writes a certificate and then its key must be left to finish: what is read has been the same for a while.
    const isSettled = now === previous;
    previous = now;
    if (now === loaded || !isSettled) return;
    const next = await loadStated(file, read);
    ({ files } = next);
    previous = await stateOf(files);
    // What has changed while it was read may be half of the one and half of the other: the next look reads it again.
    if (isClosed || previous !== next.state) return;
    loaded = next.state;
    const problems = 'problems' in next ? next.problems : replacementProblems(file, inForce, next.webFile);
    if ('problems' in next || problems.length > 0) {
      refused(problems);
      return;
    }
    changed(next.webFile);
    inForce = next.webFile;
  };
  const failed = (error: unknown) => {
    try {
      refused([{ path: file, message: `can't be put in force: ${describeError(error)}` }]);
    } catch {
      // A log that can't be written is no reason to end, and nobody else can be told.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const checkLater = () => {
    if (!isClosed) timer = setTimeout(() => void check().catch(failed).finally(checkLater), checkMs).unref();
  };
  checkLater();
  return {
    webFile: inForce,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Reads a web configuration file, with the state that each file was in just before it was read. */
async function loadStated(file: string, read: ReadFile): Promise<LoadedWebFile & { readonly state: string }> {
  const states = new Map<string, string>();
  const loaded = await loadWebFile(file, async (path) => {
    if (!states.has(path)) states.set(path, await stateOfOne(path));
    return read(path);
  });
  return { ...loaded, state: loaded.files.map((path) => states.get(path)).join() };
}

/** What a running server does not turn into without a restart: a file that is empty for a moment must let nobody in. */
function replacementProblems(file: string, before: WebFile, after: WebFile): readonly Problem[] {
  const problems: Problem[] = [];
  if ((before.tls === undefined) !== (after.tls === undefined)) {
    problems.push({ path: `${file}:tls_server_config`, message: 'TLS can be switched on or off by a restart alone' });
  }
  if (before.users.size > 0 && after.users.size === 0) {
    problems.push({ path: `${file}:basic_auth_users`, message: 'the last user can be removed by a restart alone' });
  }
  return problems;
}

/** Differs when a file was written, replaced, or came or went. A link counts as what it leads to. */
async function stateOf(files: readonly string[]): Promise<string> {
  return (await Promise.all(files.map(stateOfOne))).join();
}

async function stateOfOne(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(':');
  } catch {
    return 'none';
  }
}
