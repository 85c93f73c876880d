import type { Meta, StoredRecord } from '../contents.js';
import type { RecordCounts } from '../tally.js';

/**
 * A ledger as lines of JSON: a header, a line for each record, and an end that has their numbers and the SHA-256 of every
 * byte before it. A file that was cut is thereby told from one that is whole.
 */
export const format = { name: 'ssm-contacts-exporter ledger', version: 1 } as const;

export interface Header extends Omit<Meta, 'records' | 'sum'> {
  readonly format: string;
  readonly version: number;
}

export type RecordLine = Exclude<StoredRecord, { readonly kind: 'meta' }>;

export interface End {
  readonly end: {
    readonly records: Readonly<RecordCounts>;
    /** In hexadecimal digits. */
    readonly sha256: string;
  };
}

export function toHeader({ schema, createdAt, commit, forgottenBefore }: Meta): Header {
  return { format: format.name, version: format.version, schema, createdAt, commit, forgottenBefore };
}

/** Says what is wrong with what should be a header; undefined when nothing is. */
export function headerProblem(line: unknown, currentSchema: number): string | undefined {
  const header = (typeof line === 'object' && line !== null ? line : {}) as Partial<Header>;
  if (header.format !== format.name) return 'it is no export of a ledger';
  if (header.version !== format.version) {
    return `its format is of version ${header.version}, and this version of the exporter knows ${format.version}`;
  }
  if (header.schema !== currentSchema) {
    return (
      `it has records of schema ${header.schema}, and this version of the exporter imports schema ${currentSchema}; ` +
      `import it with the version that exported it, and start this one with that ledger`
    );
  }
  const numbers = [header.createdAt, header.commit, header.forgottenBefore];
  return numbers.every((number) => Number.isSafeInteger(number)) ? undefined : 'its header is not whole';
}

export function isRecordLine(line: unknown): line is RecordLine {
  if (typeof line !== 'object' || line === null || !('kind' in line) || !('record' in line)) return false;
  const { kind, record } = line;
  return isCounted(kind) && typeof record === 'object' && record !== null;
}

export function isEnd(line: unknown): line is End {
  return typeof line === 'object' && line !== null && 'end' in line;
}

function isCounted(kind: unknown): boolean {
  return kind === 'contact' || kind === 'page' || kind === 'engagement';
}
