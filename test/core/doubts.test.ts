import assert from 'node:assert/strict';
import { doubtsAfter, noDoubts } from '../../src/core/doubts.js';
import type { ListedPage } from '../../src/core/page.js';
import { arns, listed } from './stories.js';

function page(name: string, isDoubtful = false): ListedPage {
  return listed({ arn: arns.page(name), sentAt: 1000, ...(isDoubtful && { isDoubtful }) });
}

describe('the doubts about a listing', () => {
  const [a, b, c] = [page('a'), page('b'), page('c')];
  const doubtful = page('d', true);
  interface Row {
    readonly it: string;
    readonly answers: readonly (readonly ListedPage[])[];
    readonly pages?: readonly ListedPage[];
    readonly hasSlid?: boolean;
  }
  const rows: readonly Row[] = [
    { it: 'are none when each page is shown once, and clearly', answers: [[a, b], [c]] },
    { it: 'are the doubtful pages of all answers', answers: [[doubtful, a], [b]], pages: [doubtful] },
    {
      it: 'are that it has slid when an answer repeats a page of the one before',
      answers: [[a, b], [b], [c]],
      hasSlid: true,
    },
    { it: 'are the same when there is an empty answer between', answers: [[a, b], [], [b]], hasSlid: true },
    { it: 'are none when a page is twice in one answer', answers: [[a, a], [b]] },
  ];
  for (const { it: what, answers, pages = [], hasSlid = false } of rows) {
    it(what, () => {
      const doubts = answers.reduce(doubtsAfter, noDoubts);
      assert.deepEqual({ pages: doubts.pages, hasSlid: doubts.hasSlid }, { pages, hasSlid });
    });
  }
});
