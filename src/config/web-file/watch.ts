import { stat } from 'node:fs/promises';
import { problemLine, type Problem } from '../problem.js';
import { loadWebFile } from './load.js';
import type { WebFile } from './web-file.js';

export interface WatchOptions {
  /** How often is looked whether a file has changed. */
  readonly checkMs?: number;
  /** Another configuration is in force from now on. */
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
  const { checkMs = 1000, changed, refused } = options;
  const first = await loadWebFile(file);
  if ('problems' in first) throw new Error(first.problems.map(problemLine).join('\n'));
  let inForce = first.webFile;
  let { files } = first;
  let loaded = await stateOf(files);
  let previous = loaded;

  const check = async () => {
    const now = await stateOf(files);
    // Whoever writes a certificate and then its key must be left to finish: what is read has been the same for a while.
    const isSettled = now === previous;
    previous = now;
    if (now === loaded || !isSettled) return;
    const next = await loadWebFile(file);
    ({ files } = next);
    loaded = previous = await stateOf(files);
    const problems = 'problems' in next ? next.problems : replacementProblems(file, inForce, next.webFile);
    if ('problems' in next || problems.length > 0) {
      refused(problems);
      return;
    }
    inForce = next.webFile;
    changed(inForce);
  };
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const checkLater = () => {
    if (!isClosed) timer = setTimeout(() => void check().finally(checkLater), checkMs).unref();
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

/** What an open server may not become by itself: a file that is empty for a moment must not let everybody in. */
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
  const states = await Promise.all(
    files.map(async (file) => {
      try {
        const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
        return [dev, ino, size, mtimeNs, ctimeNs].join(':');
      } catch {
        return 'none';
      }
    }),
  );
  return states.join();
}
