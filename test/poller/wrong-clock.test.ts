import assert from 'node:assert/strict';
import { arns, answeredTotals, listed, on, sentTotals, totals } from '../core/stories.js';
import type { ListedPage } from '../../src/core/page.js';
import { at, hourMs, staged } from './polled.js';
import { lists } from './scripted-listing.js';

const dayMs = 24 * hourMs;
const yearMs = 365 * dayMs;

function page(id: string, times: Partial<ListedPage>): ListedPage {
  return listed({ arn: arns.page(id), engagementArn: arns.engagement(id), ...times });
}

/** A target with one contact, whose pages are listed as they are put in. */
function account(...shown: ListedPage[]) {
  return { shown, east: { contacts: ['akuam'], pages: { akuam: () => lists(shown) } } };
}

describe('a clock that was ahead when a contact was introduced', () => {
  const policy = { history: 'baseline' } as const;
  const old = page('old', { sentAt: at(-100), readAt: at(-90) });

  it('makes no history of what is sent after it was set right', async () => {
    const { shown, east } = account(old);
    await staged({ targets: { east }, policy }, async ({ run, until, clock, ledger }) => {
      clock.aheadMs = hourMs;
      void run();
      await until(70);
      clock.aheadMs = 0;
      shown.push(page('fresh', { sentAt: at(75) }));
      await until(250);
      // It is really known since the beginning of the scene.
      const { totals: counted, knownSince } = ledger.contact(arns.contact('akuam')) ?? {};
      assert.deepEqual([counted, knownSince], [sentTotals('fresh', at(75)), at(0)]);
    });
  });

  it('and is ahead still makes history of what is sent by then, and of nothing later', async () => {
    const { shown, east } = account(old);
    await staged({ targets: { east }, policy }, async ({ run, until, clock, ledger }) => {
      clock.aheadMs = hourMs;
      void run();
      await until(70);
      shown.push(page('early', { sentAt: at(75) }));
      await until(3700);
      shown.push(page('later', { sentAt: at(3700) }));
      await until(3900);
      assert.deepEqual(ledger.totals('akuam'), sentTotals('later', at(3700)));
    });
  });
});

describe('a clock that is a year ahead for two hours', () => {
  it('loses nothing that was sent and not listed yet, and counts nothing again that it had forgotten', async () => {
    const seen = { sentAt: at(-100), readAt: at(-90) };
    const late = { sentAt: at(-200), readAt: at(-90) };
    const meanwhile = { sentAt: at(1000), readAt: at(1010) };
    const { shown, east } = account(page('seen', seen));
    await staged({ targets: { east } }, async ({ run, until, clock, ledger }) => {
      void run();
      await until(100);
      clock.aheadMs = yearMs;
      await until(1020);
      shown.push(page('meanwhile', meanwhile));
      await until(7200);
      const then = ledger.totals('akuam');
      clock.aheadMs = 0;
      shown.push(page('late', late));
      await until(7500);
      const all = [
        { id: 'seen', ...seen },
        { id: 'late', ...late },
        { id: 'meanwhile', ...meanwhile },
      ] as const;
      assert.deepEqual([then, ledger.totals('akuam')], [answeredTotals(all[0]), answeredTotals(...all)]);
    });
  });
});

describe('a clock that is a year behind', () => {
  it('expires nothing, and what was open is decided by the clock that is right again', async () => {
    const { east } = account(page('open', { sentAt: at(-100) }));
    await staged({ targets: { east } }, async ({ run, until, clock, ledger }) => {
      void run();
      await until(100);
      clock.aheadMs = -yearMs;
      await until(7200);
      const then = ledger.totals('akuam');
      clock.aheadMs = dayMs;
      await until(7500);
      const sent = [on('open', at(-100))];
      const unanswered = totals({
        pagesSent: sent,
        engagements: sent,
        pagesUnanswered: [on('open', at(-100) + dayMs)],
      });
      assert.deepEqual([then, ledger.totals('akuam')], [sentTotals('open', at(-100)), unanswered]);
    });
  });
});

describe('an answer that was seen just before the clock was set back', () => {
  it('is decided by the next listing, not when the clock has caught up', async () => {
    // Read while the first listing is under way, which cannot say whether that was the first read.
    const read = page('p', { sentAt: at(-10), readAt: at(0.05) });
    const { east } = account(read);
    await staged({ targets: { east } }, async ({ run, until, clock, ledger }) => {
      void run();
      await until(0.5);
      const then = ledger.totals('akuam')?.engagementsAcknowledged;
      clock.aheadMs = -hourMs;
      await until(130);
      assert.deepEqual([then, ledger.totals('akuam')?.engagementsAcknowledged], [0, 1]);
    });
  });
});
