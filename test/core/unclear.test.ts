import assert from 'node:assert/strict';
import type { PageRecord } from '../../src/core/lifecycle.js';
import type { ListedPage } from '../../src/core/page.js';
import { unclearAfter, undecidedBy } from '../../src/core/unclear.js';
import { arns, known, listed } from './stories.js';

const page = known({ firstSentAt: 1000, lastSentAt: 1000 });
const unsent = known({ deliveredAt: 1000 });
const engagementArn = arns.engagement('e');

const clear = listed({ sentAt: 1000 });
const timeless = listed();
const doubtful = listed({ sentAt: 1000, isDoubtful: true });

describe('what a complete listing leaves unclear', () => {
  interface Row {
    readonly it: string;
    readonly open?: readonly PageRecord[];
    readonly shown?: ListedPage;
    /** For how many listings in a row the page was unclear before, and how many it is now. */
    readonly before?: number;
    readonly run: number;
  }
  const rows: readonly Row[] = [
    { it: 'is not an open page that it shows as unread', shown: clear, run: 0 },
    { it: 'is not an open page that it shows as read', shown: listed({ readAt: 2000 }), run: 0 },
    { it: 'is one that it shows with a nonsense time', shown: doubtful, run: 1 },
    { it: 'is one with a nonsense time that was not known before', open: [], shown: doubtful, run: 1 },
    { it: 'is one with a nonsense SentTime that was read', open: [], shown: { ...doubtful, readAt: 2000 }, run: 1 },
    { it: 'is one whose SentTime is gone', shown: timeless, run: 1 },
    { it: 'is not one that never had a SentTime', open: [unsent], shown: timeless, run: 0 },
    { it: 'is one that it does not show', run: 1 },
    { it: 'is one that it does not show again', before: 2, run: 3 },
    { it: 'is not one that is back', shown: clear, before: 2, run: 0 },
    { it: 'is nothing where nothing is open', open: [], before: 2, run: 0 },
  ];
  for (const { it: what, open = [page], shown, before = 0, run } of rows) {
    it(what, () => {
      const pages = new Map(shown === undefined ? [] : [[page.arn, shown]]);
      const expected = new Map(run === 0 ? [] : [[page.arn, { engagementArn, listings: run }]]);
      const past = new Map([[page.arn, { engagementArn, listings: before }]]);
      assert.deepEqual(unclearAfter(open, pages, past), expected);
    });
  }

  it('is undecided with its engagements, and taken as it is after three listings in a row', () => {
    const run = new Map([
      ['a', { engagementArn: 'e', listings: 1 }],
      ['b', { engagementArn: 'e', listings: 2 }],
      ['c', { engagementArn: 'f', listings: 3 }],
    ]);
    assert.deepEqual(undecidedBy(run), { pages: new Set(['a', 'b']), engagements: new Set(['e']) });
  });
});
