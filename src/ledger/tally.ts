/** How many records there are of each kind that is counted. */
export type RecordCounts = Record<'contact' | 'page' | 'engagement', number>;

/**
 * What the records of a ledger come to. LevelDB passes over a batch in the middle of its log that can't be read, and an
 * older version of a record then stands where a newer one was: the numbers alone would not tell.
 */
export interface Tally {
  /** How many records of each kind there are. */
  readonly records: Readonly<RecordCounts>;
  /** The sum of their checksums, modulo 2^32. */
  readonly sum: number;
}

export const emptyTally: Tally = { records: { contact: 0, page: 0, engagement: 0 }, sum: 0 };

/** The sum after checksums were taken away and others added. */
export function movedSum(sum: number, gone: readonly number[], come: readonly number[]): number {
  return (((sum + total(come) - total(gone)) % modulus) + modulus) % modulus;
}

/** Not with `>>>`: that rounds before it wraps, and thousands of checksums are still whole numbers together. */
const modulus = 2 ** 32;

function total(checksums: readonly number[]): number {
  return checksums.reduce((before, checksum) => before + checksum, 0);
}
