import assert from 'node:assert/strict';
import { isInShard } from '../../src/core/shard.js';
import { arns, listed } from '../core/stories.js';
import { account } from './incidents.js';
import { at, minuteMs, staged } from './polled.js';
import type { Update } from './polled.js';
import { takes } from './scripted-listing.js';
import { contactOf } from './scripted-source.js';

describe('an incident that pages a contact which nobody follows any more', () => {
  const activity = { enabled: true, lookbackMs: 15 * minuteMs };
  const incidents = Array.from({ length: 3 }, (_, index) => ({
    name: `i${index}`,
    alias: 'diegor',
    startedAt: 1000 + index * 600,
    stoppedAt: 1300 + index * 600,
  }));
  const { engagements, engagementPages, pagesOf } = account(incidents);
  const east = {
    contacts: ['akuam', 'diegor'],
    engagements,
    engagementPages,
    pages: { diegor: pagesOf('diegor') },
  };
  const isIn = (ordinal: number) => isInShard(contactOf('diegor').arn, { ordinal, total: 2 });
  const elsewhere = { ordinal: isIn(0) ? 1 : 0, total: 2 };
  const ways: readonly (readonly [string, Update<'east'>])[] = [
    ['is removed', { targets: { east: { contacts: ['akuam'] } }, settings: { activity } }],
    ['is in another shard', { targets: { east: {} }, settings: { activity, shard: elsewhere } }],
    ['is named by a target that is gone', { targets: {}, settings: { activity } }],
  ];
  for (const [what, away] of ways) {
    it(`is written when the contact comes back by its sweep, and not before: it ${what}`, async () => {
      await staged(
        { targets: { east, west: { engagements, engagementPages } }, options: { activity } },
        async (stage) => {
          void stage.run();
          await stage.until(100);
          // Another target, which lists the same account's engagements, goes on.
          const west = { generation: 0 };
          stage.update({ ...away, targets: { ...away.targets, west } });
          await stage.until(3000);
          const counted = () => ({
            sent: stage.ledger.totals('diegor')?.pagesSent,
            open: [...stage.ledger.openPages(contactOf('diegor').arn)].length,
          });
          const meanwhile = counted();
          stage.update({ targets: { east: {}, west }, settings: { activity } });
          await stage.until(3010);
          assert.deepEqual(
            [meanwhile, counted()],
            [
              { sent: 0, open: 0 },
              { sent: 3, open: 3 },
            ],
          );
        },
      );
    });
  }

  it('counts for a contact of another target', async () => {
    const targets = { east: { ...east, contacts: ['akuam'], pages: {} }, west: { contacts: ['diegor'] } };
    await staged({ targets, options: { activity } }, async (stage) => {
      void stage.run();
      await stage.until(3000);
      assert.equal(stage.ledger.totals('diegor')?.pagesSent, 3);
    });
  });

  const [early, late] = ['early', 'late'].map((id, index) =>
    listed({ arn: arns.page(id), contactArn: arns.contact('diegor'), sentAt: at(-60), readAt: at(index - 30) }),
  );
  if (early === undefined || late === undefined) throw new Error('no pages');
  const begun = account([{ name: 'e', startedAt: -90, stoppedAt: -20 }]).engagements;
  /** What is counted for diegor when an update comes between the two answers of one listing of an engagement. */
  const updatedMeanwhile = (before: readonly string[], after: readonly string[]) => {
    const listing = [{ items: [early] }, takes(5000, late)];
    const script = { contacts: before, engagements: begun, engagementPages: { e: [listing] } };
    return staged({ targets: { east: script }, options: { activity } }, async (stage) => {
      void stage.run();
      await stage.until(2);
      const asked = stage.sources.east.asked('ListPagesByEngagement');
      stage.update({ targets: { east: { contacts: after } }, settings: { activity } });
      await stage.until(7);
      const { engagementsAcknowledged, pagesSent } = stage.ledger.totals('diegor') ?? {};
      return { asked, pagesSent, engagementsAcknowledged };
    });
  };

  it('counts with all of its pages for one who comes while it is listed', async () => {
    const { asked, ...counted } = await updatedMeanwhile(['akuam'], ['akuam', 'diegor']);
    assert.deepEqual(
      { asked, counted },
      { asked: ['e', 'e t1'], counted: { pagesSent: 2, engagementsAcknowledged: 1 } },
    );
  });

  it('counts as far as it was listed for one who goes while it is listed', async () => {
    const { asked, ...counted } = await updatedMeanwhile(['akuam', 'diegor'], ['akuam']);
    assert.deepEqual(
      { asked, counted },
      { asked: ['e', 'e t1'], counted: { pagesSent: 1, engagementsAcknowledged: 0 } },
    );
  });
});
