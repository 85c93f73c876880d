/** The ledger can't be used as it is. The message says what to do about it. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';

  static inUse(path: string, cause: unknown): LedgerError {
    const message = `the ledger ${path} is in use by another process; stop that one, or give this one its own --ledger.path`;
    return new LedgerError(message, { cause });
  }

  static damaged(path: string, what: string, cause?: unknown): LedgerError {
    const message = `the ledger ${path} is damaged (${what}); restore it from a copy, or count anew: ${moveAside(path)}`;
    return new LedgerError(message, { cause });
  }

  static newer(path: string, schema: number, known: number): LedgerError {
    return new LedgerError(
      `the ledger ${path} was written by a newer version of the exporter (its schema is ${schema}, this one knows ${known}); ` +
        `run that version, or count anew: ${moveAside(path)}`,
    );
  }

  static unwritable(path: string, cause: unknown): LedgerError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `the ledger ${path} can't be written (${why}); nothing of it is lost: make room or give this user the right to write, and start again`;
    return new LedgerError(message, { cause });
  }

  static unusable(path: string, cause: unknown): LedgerError {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `the ledger ${path} can't be opened (${why}); check that the directory exists and belongs to this user`;
    return new LedgerError(message, { cause });
  }
}

function moveAside(path: string): string {
  return `mv '${path}' '${path}.aside'`;
}
