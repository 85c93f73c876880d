import type { Family, Sample } from './family.js';

/**
 * How families become bytes. Samples are written one by one, so that those that have not changed need not be written again.
 * `Part` is what becomes of a sample: text, or bytes already.
 */
export interface Format<Part = unknown> {
  /** The media types that it may be served as. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** What stands before the samples of a family, which are `length` bytes long. */
  head(family: Family, length: number): Part;
  sample(family: Family, sample: Sample): Part;
  join(parts: readonly Part[]): Buffer;
  /** What ends the whole. */
  readonly end: Part;
}
