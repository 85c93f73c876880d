import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import type { Happening } from '../core/slow-totals.js';
import { acknowledgements, answeredTotals, arns, listed, on, totals } from '../core/stories.js';
import { at, staged } from './polled.js';
import { answers, fails, lists, takes, timesOut } from './scripted-listing.js';
import type { Listing } from './scripted-listing.js';

/** 13 answers of 1000 pages each, all of one engagement; the last page to be listed was sent and read first. */
const long = Array.from({ length: 13 }, (_, answer) =>
  Array.from({ length: 1000 }, (__, index) => {
    const sentAt = at(-20_000) - (answer * 1000 + index);
    return listed({ arn: arns.page(`p${sentAt}`), sentAt, readAt: sentAt + 2000 });
  }),
);
const pages = long.flat().map(({ sentAt = NaN }) => ({ id: `p${sentAt}`, sentAt, readAt: sentAt + 2000 }));
const longPages = {
  pagesSent: pages.map(({ id, sentAt }) => on(id, sentAt)),
  pagesAcknowledged: pages.map(({ id, readAt }) => on(id, readAt, 2000)),
};

/** A page of an engagement of its own, answered after three seconds. */
function answered(name: string): ListedPage {
  return listed({
    arn: arns.page(name),
    engagementArn: arns.engagement(name),
    sentAt: at(-7200),
    readAt: at(-7197),
  });
}

const [first, second] = [answered('a'), answered('b')];

/** The totals of those that were listed, and of as many engagements. */
const bothCounted = answeredTotals(...['a', 'b'].map((id) => ({ id, sentAt: at(-7200), readAt: at(-7197) })));
const firstListed = totals({ pagesSent: [on('a', at(-7200))], pagesAcknowledged: [on('a', at(-7197), 3000)] });

function scene(...akuam: readonly Listing<ListedPage>[]) {
  return { targets: { east: { contacts: ['akuam'], pages: { akuam } } } };
}

describe('the sweep of a long listing', () => {
  it('is counted answer by answer, and its engagement at the end', async () => {
    await staged(scene(lists(...long)), async ({ run, until, ledger, notes }) => {
      void run();
      await until(30);
      assert.deepEqual(
        { commits: notes.commits.length, counted: ledger.totals('akuam') },
        {
          // The contact's introduction is one as well.
          commits: 14,
          counted: totals({
            ...longPages,
            engagements: longPages.pagesSent.slice(-1),
            engagementsAcknowledged: longPages.pagesAcknowledged.slice(-1),
          }),
        },
      );
    });
  });

  it('decides no engagement when it is cut short', async () => {
    await staged(scene([...lists(...long), fails('access_denied')]), async ({ run, until, ledger }) => {
      void run();
      await until(20);
      assert.deepEqual(ledger.totals('akuam'), totals(longPages));
    });
  });
});

describe('each answer of a sweep', () => {
  it('is committed before the next one is asked for', async () => {
    await staged(scene(lists([first], [second])), async ({ run, until, ledger, sources: { east } }) => {
      const askedByCommit: unknown[] = [];
      ledger.beforeCommit = () => Promise.resolve(askedByCommit.push(east.asked('ListPagesByContact')));
      void run();
      await until(0.5);
      assert.deepEqual(askedByCommit, [[], ['akuam'], ['akuam', 'akuam t1']]);
    });
  });

  it('counts at once, however long the next one takes', async () => {
    await staged(scene([answers(first), takes(10_000, second)]), async ({ run, until, ledger }) => {
      void run();
      await until(5);
      const meanwhile = ledger.totals('akuam');
      await until(11);
      assert.deepEqual({ meanwhile, after: ledger.totals('akuam') }, { meanwhile: firstListed, after: bothCounted });
    });
  });
});

describe('a sweep that fails between two answers', () => {
  const rows: readonly (readonly [string, Listing<ListedPage>, string[], string[]])[] = [
    [
      'asks for the same answer again while it is throttled',
      [answers(first), fails('throttled'), fails('throttled'), answers(second)],
      ['akuam', 'akuam t1', 'akuam t1', 'akuam t1'],
      ['east: succeeded'],
    ],
    [
      'goes on at its token after a pause',
      [answers(first), timesOut(1000), answers(second)],
      ['akuam', 'akuam t1', 'akuam t1', 'akuam', 'akuam t1'],
      ['east: timeout', 'east: succeeded', 'east: succeeded'],
    ],
    [
      'starts over when its token is refused',
      [answers(first), fails('validation')],
      ['akuam', 'akuam t1', 'akuam', 'akuam t1'],
      ['east: validation', 'east: succeeded'],
    ],
  ];
  for (const [what, listing, asked, sweeps] of rows) {
    it(what, async () => {
      await staged(
        scene(listing, lists([first], [second])),
        async ({ run, until, ledger, sources: { east }, notes }) => {
          void run();
          await until(10);
          assert.deepEqual(
            { asked: east.asked('ListPagesByContact'), sweeps: notes.sweeps, counted: ledger.totals('akuam') },
            { asked, sweeps, counted: bothCounted },
          );
        },
      );
    });
  }

  it('waits ever longer for an answer that fails five times, and goes on at it', async () => {
    const listing = [answers(first), ...Array.from({ length: 7 }, () => fails('internal')), answers(second)];
    await staged(scene(listing), async ({ run, until, sources: { east }, notes }) => {
      void run();
      await until(30);
      const t1 = east.sent.filter(({ operation, token }) => operation === 'ListPagesByContact' && token === 't1');
      assert.deepEqual(
        { at: t1.slice(0, 8).map((each) => each.at / 1000), sweeps: notes.sweeps.slice(0, 2) },
        // After the fifth failure, as long as the contact's own back-off says; then as long as before.
        { at: [0.1, 0.7, 1.8, 3.9, 8, 8.6, 12.7, 16.8], sweeps: ['east: internal', 'east: succeeded'] },
      );
    });
  });
});

describe('an acknowledgement', () => {
  const sentAt = at(-60);
  const a = listed({ arn: arns.page('a'), sentAt });
  const b = listed({ arn: arns.page('b'), sentAt });
  const rows: readonly (readonly [string, readonly Listing<ListedPage>[], number, Happening])[] = [
    [
      'waits for a listing begun after the read: another page may have been read still earlier',
      [
        [answers(a), takes(10_000, { ...b, readAt: at(5) })],
        lists([
          { ...a, readAt: at(2) },
          { ...b, readAt: at(5) },
        ]),
      ],
      10.5,
      on('a', at(2), 62_000),
    ],
    [
      'waits for a listing begun after the read was seen when the clock of AWS is ahead',
      [lists([{ ...a, readAt: at(300) }])],
      0.5,
      on('a', at(300), 360_000),
    ],
  ];
  for (const [what, listings, cameToEndAt, answer] of rows) {
    it(`of an engagement ${what}`, async () => {
      await staged(scene(...listings), async ({ run, until, ledger, notes }) => {
        void run();
        await until(cameToEndAt);
        const first = { sweeps: notes.sweeps.length, counted: ledger.totals('akuam')?.engagementAcknowledgeDuration };
        // The next one comes soon, for that alone.
        await until(cameToEndAt + 2);
        const then = ledger.totals('akuam')?.engagementAcknowledgeDuration;
        assert.deepEqual(
          { first, then },
          { first: { sweeps: 1, counted: acknowledgements() }, then: acknowledgements(answer) },
        );
      });
    });
  }
});
