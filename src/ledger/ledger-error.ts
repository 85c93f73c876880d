import { userInfo } from 'node:os';

/** The ledger can't be used as it is. The message says what to do about it. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';

  static inUse(path: string, cause: unknown): LedgerError {
    const message = `the ledger ${path} is in use by another process; stop that one, or give this one its own --ledger.path`;
    return new LedgerError(message, { cause });
  }

  static damaged(path: string, what: string, cause?: unknown): LedgerError {
    return new LedgerError(`${damage(path, what)}: ${moveAside(path)}`, { cause });
  }

  /** Damaged in that nobody can say how many of its last commits are missing; what is there is whole. */
  static unproven(path: string, what: string): LedgerError {
    return new LedgerError(
      `${damage(path, what)}: ${moveAside(path)}; ` +
        `or go on with what it holds, which makes totals fall and counts again what is still listed: ` +
        `echo accepted > ${quoted(`${path}/watermark`)}`,
    );
  }

  static newer(path: string, schema: number, known: number): LedgerError {
    return new LedgerError(
      `the ledger ${path} was written by a newer version of the exporter (its schema is ${schema}, this one knows ${known}); ` +
        `run that version, or count anew: ${moveAside(path)}`,
    );
  }

  static older(path: string, schema: number): LedgerError {
    return new LedgerError(
      `the ledger ${path} was written by an older version of the exporter (its schema is ${schema}); ` +
        `start this version with it once, which brings it up to date`,
    );
  }

  static unwritable(path: string, cause: unknown): LedgerError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `the ledger ${path} can't be written (${why}); nothing of it is lost: make room or give this user the right to write, and start again`;
    return new LedgerError(message, { cause });
  }

  static missing(path: string): LedgerError {
    return new LedgerError(`there is no ledger in ${path}`);
  }

  /** Nothing is imported over what is there. */
  static occupied(path: string): LedgerError {
    return new LedgerError(
      `${path} is not empty; import into another --ledger.path, or move what is there out of the way: ${moveAside(path)}`,
    );
  }

  static notImportable(name: string, what: string): LedgerError {
    return new LedgerError(`${name} can't be imported: ${what}`);
  }

  /** It was open, and what stands at its path now is something else, or nothing. */
  static displaced(path: string, what: string): LedgerError {
    return new LedgerError(
      `the ledger ${path} is not what was open (${what}); put its directory back, and counting goes on where it stopped`,
    );
  }

  /** The system, or LevelDB in its name, does not let the ledger be opened. */
  static unusable(path: string, cause: unknown): LedgerError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new LedgerError(`the ledger ${path} can't be opened (${why}); ${remedyFor(path, cause)}`, { cause });
  }
}

function damage(path: string, what: string): string {
  return `the ledger ${path} is damaged (${what}); restore it from a copy, or count anew`;
}

function remedyFor(path: string, cause: unknown): string {
  switch (systemCodeOf(cause)) {
    case 'EACCES':
    case 'EPERM': {
      const { uid } = userInfo();
      const isMissing = cause instanceof Error && 'syscall' in cause && cause.syscall === 'mkdir';
      if (isMissing) return `make it for this user: install -d -o ${uid} ${quoted(path)}`;
      return `make it this user's: chown -R ${uid} ${quoted(path)}`;
    }
    case 'EROFS':
      return 'its file system is mounted read-only: mount it for writing, or give another --ledger.path';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where a directory should: give another --ledger.path, or move the file out of the way';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'make room on its disk, or give another --ledger.path';
    case 'EIO':
      // Not damage: what the disk can't read now, it may be able to read later, or a copy of the disk may.
      return "its disk fails: leave the ledger where it is, see the system's log, and start again when the disk works";
    case undefined:
    default:
      return 'check that the directory exists and belongs to this user';
  }
}

/** LevelDB's errors have the system's words, and not its codes. */
const codesByWord: readonly (readonly [RegExp, string])[] = [
  [/Permission denied/, 'EACCES'],
  [/Read-only file system/, 'EROFS'],
  [/Not a directory/, 'ENOTDIR'],
  [/No space left on device/, 'ENOSPC'],
  [/Input\/output error/, 'EIO'],
];

function systemCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  if ('code' in cause && typeof cause.code === 'string' && /^E[A-Z]/.test(cause.code)) return cause.code;
  return codesByWord.find(([word]) => word.test(cause.message))?.[1];
}

function moveAside(path: string): string {
  return `mv ${quoted(path)} ${quoted(`${path}.aside`)}`;
}

/** For a POSIX shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
