import { describeError } from '../core/describe-error.js';
import { Fault } from '../core/fault.js';

/** What went wrong, as a fault: what is none, such as a ledger that can't be read, is trouble inside the exporter. */
export function toFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  return new Fault('internal', `${what} failed inside the exporter: ${describeError(error)}`, { cause: error });
}
