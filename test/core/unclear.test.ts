import assert from 'node:assert/strict';
import type { PageRecord } from '../../src/core/lifecycle.js';
import { leftOpenBy, showingOf, unclearAfter } from '../../src/core/unclear.js';
import type { Showing } from '../../src/core/unclear.js';
import { known, listed } from './stories.js';

const page = known({ firstSentAt: 1000, lastSentAt: 1000 });
const unsent = known({ deliveredAt: 1000 });

describe('an unread page as a listing shows it', () => {
  const rows: readonly (readonly [string, Parameters<typeof listed>[0], Showing])[] = [
    ['is clear with its SentTime', { sentAt: 1000 }, 'clear'],
    ['is timeless without one', {}, 'timeless'],
    ['is doubtful with a nonsense time, whatever else it shows', { sentAt: 1000, isDoubtful: true }, 'doubtful'],
  ];
  for (const [what, times, showing] of rows) {
    it(what, () => assert.equal(showingOf(listed(times)), showing));
  }
});

describe('what a complete listing leaves unclear', () => {
  interface Row {
    readonly it: string;
    readonly open?: readonly PageRecord[];
    readonly shown?: Showing;
    /** For how many listings in a row the page was unclear before, and how many it is now. */
    readonly before?: number;
    readonly run: number;
  }
  const rows: readonly Row[] = [
    { it: 'is not an open page that it shows as unread', shown: 'clear', run: 0 },
    { it: 'is one that it shows with a nonsense time', shown: 'doubtful', run: 1 },
    { it: 'is one with a nonsense time that was not known before', open: [], shown: 'doubtful', run: 1 },
    { it: 'is one whose SentTime is gone', shown: 'timeless', run: 1 },
    { it: 'is not one that never had a SentTime', open: [unsent], shown: 'timeless', run: 0 },
    { it: 'is one that it does not show', run: 1 },
    { it: 'is one that it does not show again', before: 2, run: 3 },
    { it: 'is not one that is back', shown: 'clear', before: 2, run: 0 },
    { it: 'is nothing where nothing is open', open: [], before: 2, run: 0 },
  ];
  for (const { it: what, open = [page], shown, before = 0, run } of rows) {
    it(what, () => {
      const showings = new Map(shown === undefined ? [] : [[page.arn, shown]]);
      const expected = new Map(run === 0 ? [] : [[page.arn, run]]);
      assert.deepEqual(unclearAfter(open, showings, new Map([[page.arn, before]])), expected);
    });
  }

  it('is taken as it is after three listings in a row', () => {
    const run = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    assert.deepEqual(leftOpenBy(run), new Set(['a', 'b']));
  });
});
