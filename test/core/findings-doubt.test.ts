import assert from 'node:assert/strict';
import { doubtsAfter, noDoubts } from '../../src/core/doubts.js';
import type { CountingPolicy } from '../../src/core/findings.js';
import type { ListedPage } from '../../src/core/page.js';
import { Remembered } from './remembered.js';
import { akua, arns, diego, layout, listed } from './stories.js';

const policy: CountingPolicy = { history: 'count', unreadWindowMs: 3_600_000, retentionMs: 1e9 };

const first = listed({ arn: arns.page('first'), sentAt: 1000 });
const second = listed({ arn: arns.page('second'), sentAt: 61_000, readAt: 91_000 });
const unread = listed({ arn: second.arn, sentAt: 61_000 });
const spoilt: ListedPage = { ...listed({ arn: first.arn }), isDoubtful: true };

type Answers = readonly (readonly ListedPage[])[];

/**
 * What sweeps, one a minute, have counted of Akua's engagements after each of them: how many were acknowledged, and after
 * how many milliseconds in all.
 */
function countedBy(listings: readonly Answers[], options: { readonly policy?: CountingPolicy } = {}) {
  const ledger = new Remembered();
  ledger.introduce(akua, 0, layout);
  ledger.introduce(diego, 0, layout);
  return listings.map((answers, index) => {
    const askedAt = 100_000 + index * 60_000;
    const common = { scope: { contactArn: akua }, askedAt, seenAt: askedAt + 1000 };
    const doubts = answers.reduce(doubtsAfter, noDoubts);
    answers.forEach((pages, answer) => {
      const isComplete = answer === answers.length - 1;
      ledger.take({ ...common, isComplete, pages, ...(isComplete && { doubts }) }, options.policy ?? policy);
    });
    const { engagementsAcknowledged, engagementAcknowledgeDuration } = ledger.totals()[akua] ?? {};
    return [engagementsAcknowledged, engagementAcknowledgeDuration?.sumMs];
  });
}

const nothing = [0, 0];
const fromFirst = [1, 90_000];
const fromSecond = [1, 30_000];

describe('an engagement of which a listing is in doubt', () => {
  const inDoubt: Answers = [[spoilt, second]];
  const slid: Answers = [[second], [second]];
  const clear: Answers = [[first, second]];
  interface Row {
    readonly it: string;
    readonly listings: readonly Answers[];
    readonly counted: readonly (readonly number[])[];
  }
  const rows: readonly Row[] = [
    { it: 'is decided at once without a doubt', listings: [clear], counted: [fromFirst] },
    {
      it: 'waits for a listing that shows when its first page was sent',
      listings: [inDoubt, inDoubt, clear],
      counted: [nothing, nothing, fromFirst],
    },
    {
      it: 'is decided by the third listing in doubt',
      listings: [inDoubt, inDoubt, inDoubt],
      counted: [nothing, nothing, fromSecond],
    },
    {
      it: 'waits for two listings also where each of them has news of it',
      listings: [[[spoilt, unread]], [[spoilt, { ...unread, sentAt: 62_000 }]], inDoubt],
      counted: [nothing, nothing, fromSecond],
    },
    {
      it: 'waits, though the doubtful page was read',
      listings: [[[{ ...spoilt, readAt: 95_000 }, second]], clear],
      counted: [nothing, fromFirst],
    },
    {
      it: 'waits for the next listing when one has slid',
      listings: [slid, clear],
      counted: [nothing, fromFirst],
    },
    {
      it: 'is decided by the third listing that has slid, or is in doubt',
      listings: [slid, inDoubt, slid],
      counted: [nothing, nothing, fromSecond],
    },
    {
      it: 'waits for a doubtful page of an earlier answer',
      listings: [[[spoilt], [second]], clear],
      counted: [nothing, fromFirst],
    },
    {
      it: 'is decided when each of its pages has been clear in one listing or another',
      listings: [inDoubt, [[first, { ...spoilt, arn: second.arn, readAt: 91_000 }]], inDoubt],
      counted: [nothing, fromFirst, fromFirst],
    },
    {
      it: 'does not wait for a page of which everything is known',
      listings: [[[{ ...first, readAt: 96_000 }]], [[{ ...spoilt, readAt: 96_000 }, second]]],
      counted: [
        [1, 95_000],
        [1, 95_000],
      ],
    },
    {
      it: 'does not wait for a page of another engagement, or to another contact',
      listings: [
        [
          [
            first,
            { ...spoilt, arn: arns.page('x'), engagementArn: arns.engagement('f') },
            { ...spoilt, arn: arns.page('y'), contactArn: diego },
            second,
          ],
        ],
      ],
      counted: [fromFirst],
    },
  ];
  for (const { it: what, listings, counted } of rows) it(what, () => assert.deepEqual(countedBy(listings), counted));

  it('is decided at once when there will be no other listing', () => {
    assert.deepEqual(countedBy([inDoubt], { policy: { ...policy, isOnce: true } }), [fromSecond]);
  });
});
