import type { ListedPage } from './page.js';

/** What a listing has shown so far that speaks against deciding an engagement by it. */
export interface Doubts {
  /** The pages with a SentTime or ReadTime that nobody can believe: each may be the first sent, or read, of its engagement. */
  readonly pages: readonly ListedPage[];
  /** Whether an answer has repeated a page of the one before: the listing has slid, and may have left others out. */
  readonly hasSlid: boolean;
  /** The PageArns of the last answer that had any. */
  readonly lastArns: ReadonlySet<string>;
}

export const noDoubts: Doubts = { pages: [], hasSlid: false, lastArns: new Set() };

/** Adds the pages of one answer. */
export function doubtsAfter(before: Doubts, answer: readonly ListedPage[]): Doubts {
  if (answer.length === 0) return before;
  return {
    pages: [...before.pages, ...answer.filter(({ isDoubtful }) => isDoubtful === true)],
    hasSlid: before.hasSlid || answer.some(({ arn }) => before.lastArns.has(arn)),
    lastArns: new Set(answer.map(({ arn }) => arn)),
  };
}
