import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { arns, listed, on, totals } from '../core/stories.js';
import { at, hourMs, minuteMs, staged } from './polled.js';
import type { Scene } from './polled.js';
import { answers, fails, lists } from './scripted-listing.js';
import type { Beginning, Listing } from './scripted-listing.js';

/** A page of an engagement of its own, sent so many hours ago and answered. */
function answered(hours: number): ListedPage {
  const sentAt = at(-3600 * hours);
  const name = `h${hours}`;
  return listed({ arn: arns.page(name), engagementArn: arns.engagement(name), sentAt, readAt: sentAt + 2000 });
}

function unread(hours: number): ListedPage {
  return {
    ...listed({ arn: arns.page(`h${hours}`), engagementArn: arns.engagement(`h${hours}`) }),
    sentAt: at(-3600 * hours),
  };
}

const falling = lists([answered(1), answered(2)], [answered(3), answered(4)], [answered(5)]);

function scene(akuam: (beginning: Beginning) => Listing<ListedPage>, options: Scene<'east'>['options'] = {}) {
  return { targets: { east: { contacts: ['akuam'], pages: { akuam } } }, options };
}

/** How the first sweeps ended, and what they asked for. */
async function firstSweeps(sweeps: number, akuam: (beginning: Beginning) => Listing<ListedPage>) {
  let ends: string[] = [];
  let asked: string[] = [];
  await staged(scene(akuam), async ({ run, until, notes, sources: { east } }) => {
    void run();
    await until(60 * sweeps - 1);
    ends = notes.sweeps.slice(0, sweeps).map((each) => each.replace('east: ', ''));
    asked = east.asked('ListPagesByContact');
  });
  return { ends, asked };
}

describe('a sweep of a listing in falling order', () => {
  it('stops at the first answer that tells nothing new, after two that have shown the order', async () => {
    assert.deepEqual(await firstSweeps(4, () => falling), {
      ends: ['succeeded', 'succeeded', 'cut short', 'cut short'],
      asked: ['akuam', 'akuam t1', 'akuam t2', 'akuam', 'akuam t1', 'akuam t2', 'akuam', 'akuam'],
    });
  });

  it('goes on as far as there is news', async () => {
    const wasRead = { ...unread(0.5), readAt: at(60) };
    const listings = ({ turn }: Beginning) =>
      turn < 2 ? falling : lists([wasRead, answered(1)], [answered(2), answered(3)], [answered(4), answered(5)]);
    const { ends, asked } = await firstSweeps(3, listings);
    assert.deepEqual(
      { ends, third: asked.slice(6) },
      { ends: ['succeeded', 'succeeded', 'cut short'], third: ['akuam', 'akuam t1'] },
    );
  });

  it('goes on as far as a page is open', async () => {
    const listing = lists([answered(1), answered(2)], [answered(3), unread(4)], [answered(5)], [answered(6)]);
    const { ends, asked } = await firstSweeps(3, () => listing);
    assert.deepEqual(
      { ends, third: asked.slice(8, 11) },
      { ends: ['succeeded', 'succeeded', 'cut short'], third: ['akuam', 'akuam t1', 'akuam t2'] },
    );
  });

  it('stops as early when the listing has slid: a page that is sent meanwhile repeats another', async () => {
    const listings = ({ turn }: Beginning) =>
      turn % 2 === 0
        ? falling
        : lists([answered(1), answered(2)], [answered(2), answered(3)], [answered(4), answered(5)]);
    const { ends } = await firstSweeps(5, listings);
    assert.deepEqual(ends, ['succeeded', 'succeeded', 'cut short', 'cut short', 'cut short']);
  });

  it('goes to the end again for two sweeps after one that was out of order', async () => {
    const isOut = lists([answered(2), answered(1)], [answered(3), answered(4)], [answered(5)]);
    const { ends } = await firstSweeps(7, ({ turn }) => (turn === 3 ? isOut : falling));
    assert.deepEqual(ends, ['succeeded', 'succeeded', 'cut short', 'succeeded', 'succeeded', 'succeeded', 'cut short']);
  });

  it('goes to the end again after one that was out of order and failed', async () => {
    const isOut = [answers(answered(2), answered(1)), fails('access_denied')];
    const { ends } = await firstSweeps(6, ({ turn }) => (turn === 2 ? isOut : falling));
    assert.deepEqual(ends, ['succeeded', 'succeeded', 'access_denied', 'succeeded', 'succeeded', 'cut short']);
  });

  it('is not taken in by a clock that was ahead: what it has not listed yet is not known', async () => {
    const [known, unknown] = [answered(-170 / 3600), answered(-160 / 3600)];
    const akuam = ({ turn }: Beginning) => (turn < 3 ? falling : lists([known], [unknown], [answered(1)]));
    // Another listing shows the one, and leaves the other to the sweep.
    const diegor = ({ now }: Beginning) => lists(now > at(170) ? [known] : []);
    const east = { contacts: ['diegor', 'akuam'], pages: { akuam, diegor } };
    await staged({ targets: { east } }, async ({ run, until, clock, ledger }) => {
      clock.aheadMs = 5 * hourMs;
      void run();
      await until(165);
      clock.aheadMs = 0;
      await until(215);
      assert.equal(ledger.totals('akuam')?.pagesSent, 7);
    });
  });

  it('goes to the end of a listing that shows a page without SentTime', async () => {
    const { arn, engagementArn, contactArn } = answered(2);
    const timeless = { arn, engagementArn, contactArn, readAt: at(-7198) };
    const { ends } = await firstSweeps(4, () => lists([answered(1), timeless], [answered(3)]));
    assert.deepEqual(ends, ['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  });

  const orderless: readonly (readonly [string, Listing<ListedPage>])[] = [
    ['rises', lists([answered(3), answered(2)], [answered(1)])],
    [
      'is all of one moment',
      lists(
        [1, 2].map((name) => ({ ...answered(1), arn: arns.page(`${name}`) })),
        [],
      ),
    ],
    ['is empty', lists([], [])],
  ];
  for (const [what, listing] of orderless) {
    it(`always goes to the end of one that ${what}`, async () => {
      const { ends } = await firstSweeps(4, () => listing);
      assert.deepEqual(ends, ['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    });
  }

  it('goes to the end at least every fullSweepInterval', async () => {
    const options = { fullSweepIntervalMs: 10 * minuteMs };
    await staged(
      scene(() => falling, options),
      async ({ run, until, sources: { east } }) => {
        void run();
        await until(3600);
        const full = east.sent
          .filter(({ token }) => token === 't2')
          .map(({ at: sentAt }) => Math.floor(sentAt / 60_000));
        const gaps = [...full, 60].map((minute, index) => minute - (full[index - 1] ?? 0));
        assert.deepEqual(
          { isFullInTime: Math.max(...gaps) <= 10, minutes: full.slice(0, 2), isSparse: full.length <= 9 },
          { isFullInTime: true, minutes: [0, 1], isSparse: true },
          full.join(' '),
        );
      },
    );
  });

  it('decides what is unanswered and who has answered, though it stops early', async () => {
    const open = unread(0);
    const unreadWindowMs = 10 * minuteMs;
    const listing = lists([open, answered(1)], [answered(2)], [answered(3)]);
    const stage = { ...scene(() => listing, { unreadWindowMs }), policy: { unreadWindowMs } };
    await staged(stage, async ({ run, until, ledger, notes }) => {
      void run();
      await until(599);
      const before = ledger.totals('akuam')?.pagesUnanswered;
      await until(720);
      const sent = [0, 1, 2, 3].map((hours) => on(`h${hours}`, at(-3600 * hours)));
      const read = [1, 2, 3].map((hours) => on(`h${hours}`, at(-3600 * hours + 2), 2000));
      assert.deepEqual(
        { before, last: notes.sweeps.at(-1), counted: ledger.totals('akuam') },
        {
          before: 0,
          last: 'east: cut short',
          counted: totals({
            pagesSent: sent,
            pagesUnanswered: [on('h0', at(600))],
            pagesAcknowledged: read,
            engagements: sent,
            engagementsAcknowledged: read,
          }),
        },
      );
    });
  });
});
