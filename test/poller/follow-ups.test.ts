import assert from 'node:assert/strict';
import { Ledger } from '../../src/ledger/ledger.js';
import { acknowledgements, answeredTotals, arns, listed, on, sentTotals } from '../core/stories.js';
import { account } from './incidents.js';
import type { Incident } from './incidents.js';
import { at, ceilingsOf, epoch, minuteMs, staged } from './polled.js';
import type { Scene, TargetScript } from './polled.js';
import { answers, fails, lists, timesOut } from './scripted-listing.js';

const activity = { enabled: true, lookbackMs: 15 * minuteMs };

function scene(incidents: readonly Incident[], script: TargetScript = {}, options: Scene<'east'>['options'] = {}) {
  const { engagements, engagementPages } = account(incidents);
  const east: TargetScript = { contacts: ['akuam'], engagements, engagementPages, ...script };
  return { targets: { east }, options: { activity, ...options } };
}

const sentAndRead = answeredTotals({ id: 'e', sentAt: at(10), readAt: at(40) });

describe('an engagement', () => {
  it('is found when it is new, and its pages are counted without any sweep', async () => {
    await staged(
      scene([{ name: 'e', startedAt: 10, readAt: 40 }]),
      async ({ run, until, ledger, sources: { east } }) => {
        void run();
        await until(14);
        const sent = ledger.totals('akuam');
        await until(50);
        assert.deepEqual(
          { sent, read: ledger.totals('akuam'), swept: east.begunAt('ListPagesByContact', 'akuam') },
          { sent: sentTotals('e', at(10)), read: sentAndRead, swept: [0] },
        );
      },
    );
  });

  it('is followed at once after a start, however many are over already or will never end', async () => {
    const over = Array.from({ length: 300 }, (_, index): Incident => {
      const startedAt = -1200 - index * 200;
      return { name: `o${index}`, alias: 'diegor', startedAt, ...(index % 2 === 0 && { readAt: startedAt + 60 }) };
    });
    const { pagesOf } = account(over);
    const script = { contacts: ['akuam', 'diegor'], pages: { diegor: pagesOf('diegor') } };
    const ceilings = { ...ceilingsOf(1.6), ListPagesByContact: 0.8 };
    const incidents = [...over, { name: 'e', startedAt: 10, readAt: 40 }];
    await staged({ ...scene(incidents, script), ceilings }, async ({ run, until, ledger }) => {
      void run();
      await until(14);
      const sent = ledger.totals('akuam');
      await until(50);
      assert.deepEqual({ sent, read: ledger.totals('akuam') }, { sent: sentTotals('e', at(10)), read: sentAndRead });
    });
  });

  it('counts once, though sweeps of its contact show it too', async () => {
    const incidents = [{ name: 'e', startedAt: 10, readAt: 40 }];
    const pages = { akuam: account(incidents).pagesOf('akuam') };
    await staged(scene(incidents, { pages }), async ({ run, until, ledger, sources: { east }, notes }) => {
      void run();
      await until(150);
      const { begun } = east;
      assert.deepEqual(
        {
          counted: ledger.totals('akuam'),
          isListedByBoth: (begun['akuam'] ?? 0) >= 3 && east.asked('ListPagesByEngagement').length > 3,
          // The contact's introduction, the send and the read.
          commits: notes.commits.length,
        },
        { counted: sentAndRead, isListedByBoth: true, commits: 3 },
      );
    });
  });

  const lastAsked: readonly (readonly [string, Incident, Scene<'east'>['options'], number, number])[] = [
    ['it has ended', { name: 'e', startedAt: 10, stoppedAt: 100 }, {}, 100, 103],
    ['it is answered and pages nobody else', { name: 'e', startedAt: 10, readAt: 40 }, {}, 910, 970],
    [
      'its page is unread for longer than the unread window',
      { name: 'e', startedAt: 10 },
      { unreadWindowMs: 30 * minuteMs },
      1810,
      1871,
    ],
    ['it has ended, though it was asked about seldom', { name: 'e', startedAt: -7200, stoppedAt: 119 }, {}, 119, 121],
    ['it had ended when it was found', { name: 'e', startedAt: -100, stoppedAt: -10 }, {}, 0, 2],
  ];
  for (const [when, incident, options, from, to] of lastAsked) {
    it(`is asked about until ${when}, and then never again`, async () => {
      const { unreadWindowMs } = options ?? {};
      const policy = unreadWindowMs === undefined ? {} : { unreadWindowMs };
      await staged({ ...scene([incident], {}, options), policy }, async ({ run, until, sources: { east } }) => {
        void run();
        await until(3600);
        const last = east.begunAt('ListPagesByEngagement', 'e').at(-1) ?? NaN;
        const isListedAfterwards = east.begunAt('ListEngagements', '').some((second) => second > to + 60);
        assert.deepEqual(
          { isInTime: last >= from && last <= to, isListedAfterwards },
          { isInTime: true, isListedAfterwards: true },
          `${last}`,
        );
      });
    });
  }

  it('is asked for again when it is not found, and dropped when it is old', async () => {
    const engagementPages = { e: [[fails('not_found')]] };
    await staged(scene([{ name: 'e', startedAt: 10 }], { engagementPages }), async ({ run, until, sources, notes }) => {
      void run();
      await until(7200);
      const askedAt = sources.east.begunAt('ListPagesByEngagement', 'e');
      const told = notes.follows.filter((each) => each.includes('ListPagesByEngagement'));
      assert.deepEqual(
        { often: askedAt.length > 1, last: (askedAt.at(-1) ?? NaN) < 10 + 15 * 60, told },
        { often: true, last: true, told: [] },
      );
    });
  });

  it('may page people that nobody counts for', async () => {
    const stranger = listed({ arn: arns.page('other'), contactArn: arns.contact('stranger'), sentAt: at(10) });
    const engagementPages = { e: [lists([stranger], [listed({ sentAt: at(11) })])] };
    await staged(scene([{ name: 'e', startedAt: 10 }], { engagementPages }), async ({ run, until, ledger }) => {
      void run();
      await until(20);
      assert.deepEqual([ledger.totals('akuam'), ledger.totals('stranger')], [sentTotals('p', at(11)), undefined]);
    });
  });

  it('is decided from all the answers of its listing', async () => {
    const second = listed({ arn: arns.page('second'), sentAt: at(-60), readAt: at(-30) });
    const first = listed({ arn: arns.page('first'), sentAt: at(-90), readAt: at(-50) });
    const script = { engagementPages: { e: [lists([second], [first])] } };
    await staged(scene([{ name: 'e', startedAt: -90 }], script), async ({ run, until, ledger }) => {
      void run();
      await until(5);
      const counted = ledger.totals('akuam')?.engagementAcknowledgeDuration;
      assert.deepEqual(counted, acknowledgements(on('first', at(-50), 40_000)));
    });
  });

  it('is followed after a restart when one of its pages is open', async () => {
    const store = await Ledger.open('', epoch);
    const open = lists([listed({ sentAt: at(-10) })]);
    const east = { contacts: ['akuam'], pages: { akuam: [open] } };
    await staged({ targets: { east }, store }, async ({ run, until }) => {
      void run();
      await until(1);
    });
    const again = scene([], { engagementPages: { e: [open] } });
    await staged({ ...again, store }, async ({ run, until, sources, ledger }) => {
      void run();
      await until(5);
      assert.deepEqual(
        [sources.east.begunAt('ListPagesByEngagement', 'e')[0], ledger.totals('akuam')],
        [0, sentTotals('p', at(-10))],
      );
    });
    await store.close();
  });

  it('that a sweep has found is followed, though no listing of engagements names it', async () => {
    const incidents = [{ name: 'e', startedAt: -10, readAt: 20 }];
    const { pagesOf } = account(incidents);
    const script = { engagements: [[fails('access_denied')]], pages: { akuam: pagesOf('akuam') } };
    await staged(scene(incidents, script), async ({ run, until, sources: { east }, ledger }) => {
      void run();
      await until(30);
      assert.deepEqual(
        [east.begunAt('ListPagesByEngagement', 'e').slice(0, 1), ledger.totals('akuam')],
        [[0.1], answeredTotals({ id: 'e', sentAt: at(-10), readAt: at(20) })],
      );
    });
  });

  const troubles = [
    { trouble: fails('throttled'), tokens: ['e', 'e t1', 'e t1', 'e t1'] },
    { trouble: timesOut(1000), tokens: ['e', 'e t1', 'e t1', 'e t1'] },
    { trouble: fails('validation'), tokens: ['e', 'e t1', 'e', 'e t1'] },
  ];
  for (const { trouble, tokens } of troubles) {
    it(`goes on where its listing stopped, if that can be, after ${trouble.fault?.message}`, async () => {
      const page = listed({ sentAt: at(-10) });
      const isCut = [answers<typeof page>(), trouble, trouble, answers(page)];
      const engagementPages = { e: [isCut, lists([], [page])] };
      const stage = scene([{ name: 'e', startedAt: -10 }], { engagementPages });
      await staged(stage, async ({ run, until, sources: { east }, ledger }) => {
        void run();
        await until(10);
        assert.deepEqual(
          [east.asked('ListPagesByEngagement').slice(0, 4), ledger.totals('akuam')],
          [tokens, sentTotals('p', at(-10))],
        );
      });
    });
  }
});
