import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { answeredTotals, arns, listed, on, totals } from '../core/stories.js';
import { account } from './incidents.js';
import type { Incident } from './incidents.js';
import { at, minuteMs, staged } from './polled.js';
import { fails, lists } from './scripted-listing.js';
import type { Listing } from './scripted-listing.js';

const activity = { enabled: true, lookbackMs: 15 * minuteMs };
const unreadWindowMs = 30 * minuteMs;

describe('an engagement whose pages may not be listed', () => {
  for (const reason of ['access_denied', 'internal'] as const) {
    it(`for ${reason} is asked about until it is older than the unread window and the lookback`, async () => {
      const { engagements } = account([{ name: 'e', startedAt: 10 }]);
      const east = { contacts: ['akuam'], engagements, engagementPages: { e: [[fails(reason)]] } };
      const scene = { targets: { east }, options: { activity, unreadWindowMs }, policy: { unreadWindowMs } };
      await staged(scene, async ({ run, until, sources }) => {
        void run();
        await until(4 * 3600);
        const begun = sources.east.begunAt('ListPagesByEngagement', 'e');
        const last = begun.at(-1) ?? NaN;
        assert.deepEqual(
          { isAskedLong: last > 1200, isAskedTooLong: last > 10 + 45 * 60 },
          { isAskedLong: true, isAskedTooLong: false },
          `${last}`,
        );
      });
    });
  }
});

describe("the end of an engagement's listing of several answers", () => {
  const decided = (id: string) => answeredTotals({ id, sentAt: at(-60), readAt: at(-30) });
  const pageTo = (alias: string): ListedPage =>
    listed({ arn: arns.page(alias), contactArn: arns.contact(alias), sentAt: at(-60), readAt: at(-30) });
  const [akuam, diegor] = [pageTo('akuam'), pageTo('diegor')];
  const rows: readonly (readonly [string, Listing<ListedPage>])[] = [
    ['one answer for each', lists([akuam], [diegor])],
    ['an answer without pages at the end', lists([akuam], [diegor], [])],
    ['answers without pages on all sides', lists([], [akuam, diegor], [], [])],
  ];
  for (const [what, listing] of rows) {
    it(`decides it for everybody in it: ${what}`, async () => {
      const { engagements } = account([{ name: 'e', startedAt: -90, stoppedAt: -20 }]);
      const east = { contacts: ['akuam', 'diegor'], engagements, engagementPages: { e: [listing] } };
      await staged({ targets: { east }, options: { activity } }, async ({ run, until, ledger }) => {
        void run();
        await until(5);
        assert.deepEqual([ledger.totals('akuam'), ledger.totals('diegor')], [decided('akuam'), decided('diegor')]);
      });
    });
  }

  it('marks for everybody in it what is unread beyond the unread window', async () => {
    const unreadTo = (alias: string) =>
      listed({ arn: arns.page(alias), contactArn: arns.contact(alias), sentAt: at(-3600) });
    const listing = lists([unreadTo('akuam')], [unreadTo('diegor')], []);
    const { engagements } = account([{ name: 'e', startedAt: -3600 }]);
    const east = { contacts: ['akuam', 'diegor'], engagements, engagementPages: { e: [listing] } };
    // The look for engagements goes back far enough for it.
    const options = { activity: { ...activity, lookbackMs: 60 * minuteMs }, unreadWindowMs };
    await staged({ targets: { east }, options, policy: { unreadWindowMs } }, async ({ run, until, ledger }) => {
      void run();
      await until(5);
      const unanswered = (id: string) => {
        const sent = [on(id, at(-3600))];
        return totals({ pagesSent: sent, pagesUnanswered: [on(id, at(-1800))], engagements: sent });
      };
      assert.deepEqual([ledger.totals('akuam'), ledger.totals('diegor')], [unanswered('akuam'), unanswered('diegor')]);
    });
  });
});

describe('an unread page', () => {
  /** Sweeps of its contact from ten minutes after the page on, for ten minutes. */
  async function sweepsFor(incident: Incident, mayBeListed = true): Promise<number> {
    const { engagements, engagementPages, pagesOf } = account([incident]);
    const east = {
      contacts: ['akuam'],
      engagements,
      engagementPages: mayBeListed ? engagementPages : { e: [[fails('access_denied')]] },
      pages: { akuam: pagesOf('akuam') },
    };
    let sweeps = NaN;
    await staged({ targets: { east }, options: { activity } }, async ({ run, until, sources }) => {
      void run();
      await until(1200);
      sweeps = sources.east
        .begunAt('ListPagesByContact', 'akuam')
        .filter((second) => second >= 600 && second < 1200).length;
    });
    return sweeps;
  }

  it('makes sweeps hot when nobody else looks after it, but not when its engagement is followed or has ended', async () => {
    const followed = await sweepsFor({ name: 'e', startedAt: 10 });
    const ended = await sweepsFor({ name: 'e', startedAt: 10, stoppedAt: 100 });
    const unfollowed = await sweepsFor({ name: 'e', startedAt: 10 }, false);
    assert.deepEqual(
      { followed, isMoreWhenEnded: ended > followed, isHotWhenEnded: ended > unfollowed / 3 },
      { followed: 10, isMoreWhenEnded: true, isHotWhenEnded: false },
      `${followed}, ${ended}, ${unfollowed}`,
    );
  });
});

describe('open pages that were known before', () => {
  for (const enabled of [true, false]) {
    it(`are ${enabled ? '' : 'not '}looked through for engagements to follow when activity is ${enabled ? 'on' : 'off'}`, async () => {
      const scene = { targets: { east: { contacts: ['akuam'] } }, options: { activity: { ...activity, enabled } } };
      await staged(scene, async ({ poller, ledger }) => {
        let looks = 0;
        const { openPages } = ledger;
        ledger.openPages = function* counted(arn) {
          looks += 1;
          yield* openPages(arn);
        };
        await poller.introduce();
        assert.equal(looks, enabled ? 1 : 0);
      });
    });
  }
});
