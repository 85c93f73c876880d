import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { arns, listed } from '../core/stories.js';
import { at, ceilingsOf, minuteMs, staged } from './polled.js';
import { answers, fails, lists } from './scripted-listing.js';
import type { Beginning, Listing } from './scripted-listing.js';
import type { Sent } from './scripted-source.js';

const fifty = Array.from({ length: 50 }, (_, index) => `contact${index}`);
const activity = { enabled: true, lookbackMs: 15 * minuteMs };

/** An unread page of an engagement of its own. */
function unread(alias: string): ListedPage {
  return listed({
    arn: arns.page(alias),
    engagementArn: arns.engagement(alias),
    contactArn: arns.contact(alias),
    sentAt: at(-30),
  });
}

/** Lists the open page of every fifth contact, and nothing of the others. */
const pages = Object.fromEntries(fifty.map((alias, index) => [alias, [lists(index % 5 === 0 ? [unread(alias)] : [])]]));
const engagementPages = Object.fromEntries(fifty.map((alias) => [alias, [lists([unread(alias)])]]));
const tenOpen = { contacts: fifty, pages, engagementPages };

/** The most requests that any window of so many milliseconds holds. */
function mostWithin(sent: readonly Sent[], windowMs: number): number {
  const starts = sent.map(({ at: from }) => sent.filter((each) => each.at >= from && each.at < from + windowMs).length);
  return Math.max(0, ...starts);
}

describe('the budgets of a target', () => {
  for (const isEnabled of [true, false]) {
    it(`leave every contact its sweeps, however busy others are, ${isEnabled ? 'with' : 'without'} activity`, async () => {
      const options = { activity: { ...activity, enabled: isEnabled }, fullSweepIntervalMs: 10 * minuteMs };
      const scene = { targets: { east: tenOpen }, ceilings: ceilingsOf(1), options };
      await staged(scene, async ({ run, until, sources: { east }, poller }) => {
        void run();
        await until(90);
        const sweptSoon = Object.keys(east.begun).length;
        await until(3600);
        const longest = fifty.map((alias) => {
          const begun = [...east.begunAt('ListPagesByContact', alias), 3600];
          return Math.max(...begun.map((second, index) => second - (begun[index - 1] ?? 0)));
        });
        const late = longest.filter((seconds) => seconds > 600);
        const isUp = (poller.targets[0]?.followers ?? []).filter(({ health }) => health.isUp === true).length;
        assert.deepEqual({ sweptSoon, late, isUp }, { sweptSoon: 50, late: [], isUp: 50 });
      });
    });
  }

  it('are never passed, in any stretch of time', async () => {
    const ceilings = {
      ...{
        ListPagesByContact: 0.8,
        ListPagesByEngagement: 1.6,
        ListEngagements: 1.6,
        ListContacts: 0.5,
        GetContact: 0.5,
      },
    };
    const scene = { targets: { east: tenOpen }, ceilings, options: { activity } };
    await staged(scene, async ({ run, until, sources: { east } }) => {
      void run();
      await until(900);
      const windows = [1, 10, 60, 600];
      const tooMany = Object.entries(ceilings).flatMap(([operation, ceiling]) => {
        const sent = east.sent.filter((each) => each.operation === operation);
        return windows.filter((seconds) => mostWithin(sent, seconds * 1000) > ceiling * seconds + 1);
      });
      const isUsed = east.sent.filter(({ operation }) => operation === 'ListPagesByContact').length > 0.7 * 0.8 * 900;
      assert.deepEqual({ tooMany, isUsed }, { tooMany: [], isUsed: true });
    });
  });

  it('shrink when the service says that it is too much, and the listing goes on', async () => {
    const throttledOnce = ({ turn }: Beginning): Listing<ListedPage> =>
      turn === 0 ? [answers(), fails('throttled', 5), answers()] : lists([]);
    const east = { contacts: ['akuam'], pages: { akuam: throttledOnce } };
    await staged({ targets: { east }, ceilings: ceilingsOf(1) }, async ({ run, until, sources, poller }) => {
      void run();
      const state = () => poller.targets[0]?.pacer.state('ListPagesByContact');
      const states: unknown[] = [];
      for (const second of [1, 1.2, 2]) {
        await until(second);
        states.push(state());
      }
      await until(30);
      const asked = sources.east.sent.filter(({ operation }) => operation === 'ListPagesByContact');
      assert.deepEqual(
        { states, asked: asked.map(({ at: sentAt, token }) => [sentAt / 1000, token]) },
        {
          states: [
            { ratePerSecond: 1, backoffSeconds: 0 },
            // What was asked for, and half a second of jitter.
            { ratePerSecond: 0.5, backoffSeconds: 5.4 },
            { ratePerSecond: 0.5, backoffSeconds: 4.6 },
          ],
          asked: [
            [0, undefined],
            [1, 't1'],
            [6.6, 't1'],
          ],
        },
      );
    });
  });

  it('of one target are nothing to another', async () => {
    const east = { contacts: ['akuam'], pages: { akuam: [[fails('throttled', 600)]] } };
    const west = { contacts: ['diegor'] };
    await staged({ targets: { east, west }, ceilings: ceilingsOf(1) }, async ({ run, until, sources }) => {
      void run();
      await until(290);
      assert.deepEqual([sources.east.begun, sources.west.begun], [{ akuam: 1 }, { diegor: 5 }]);
    });
  });
});
