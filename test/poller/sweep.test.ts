import assert from 'node:assert/strict';
import { arns, listed, totals } from '../core/stories.js';
import { staged } from './polled.js';
import { fails, lists } from './scripted-source.js';

/** 13 answers of 1000 pages each, all of one engagement; the last page to be listed was sent and read first. */
const answers = Array.from({ length: 13 }, (_, answer) =>
  Array.from({ length: 1000 }, (__, index) => {
    const sentAt = 20_000 - (answer * 1000 + index);
    return listed({ arn: arns.page(`p${sentAt}`), sentAt, readAt: sentAt + 2000 });
  }),
);
const acknowledgeDuration = { boundsSeconds: [60, 600], counts: [13_000, 0, 0], sumMs: 13_000 * 2000 };
const pages = { pagesSent: 13_000, pagesAcknowledged: 13_000, acknowledgeDuration };

describe('the sweep of a long listing', () => {
  it('is counted in portions, and its engagement at the end', async () => {
    const target = { contacts: ['akuam'], listings: { akuam: [lists(...answers)] } };
    await staged({ targets: { east: target } }, async ({ poller, ledger, notes, signal }) => {
      await poller.introduce();
      await poller.sweepOnce(signal);
      assert.deepEqual(
        { commits: notes.commits.length, counted: ledger.totals('akuam') },
        {
          commits: 4,
          counted: totals({
            ...pages,
            engagements: 1,
            engagementsAcknowledged: 1,
            engagementAcknowledgeDuration: { boundsSeconds: [60, 600], counts: [1, 0, 0], sumMs: 2000 },
          }),
        },
      );
    });
  });

  it('decides no engagement when it is cut short', async () => {
    const target = { contacts: ['akuam'], listings: { akuam: [fails('internal', ...answers)] } };
    await staged({ targets: { east: target } }, async ({ poller, ledger, signal }) => {
      await poller.introduce();
      await poller.sweepOnce(signal);
      assert.deepEqual(ledger.totals('akuam'), totals(pages));
    });
  });
});
