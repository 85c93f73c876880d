import assert from 'node:assert/strict';
import type { ContactHealth } from '../../src/core/health.js';
import type { ListedPage } from '../../src/core/page.js';
import { answeredTotals, listed, on, totals } from '../core/stories.js';
import { at, hourMs, intervalMs, staged } from './polled.js';
import type { Stage } from './polled.js';
import { answers, fails, lists, takes, timesOut } from './scripted-listing.js';
import type { Listing } from './scripted-listing.js';

const works = lists([]);

function scene(...akuam: readonly Listing<ListedPage>[]) {
  return { targets: { east: { contacts: ['akuam'], pages: { akuam } } } };
}

function followerOf({ poller }: Stage<'east'>) {
  return poller.targets[0]?.followers[0];
}

function healthOf(stage: Stage<'east'>): ContactHealth | undefined {
  return followerOf(stage)?.health;
}

describe('a followed contact', () => {
  it('has no health before its first sweep', async () => {
    await staged(scene(works), async (stage) => {
      await stage.poller.introduce();
      assert.deepEqual(healthOf(stage), { consecutiveFailures: 0 });
    });
  });

  it('tells each change of its health once', async () => {
    const script = [works, works, [fails('network')], [fails('network')], [fails('internal')], works, works];
    await staged(scene(...script), async (stage) => {
      void stage.run();
      await stage.until(200);
      assert.deepEqual(
        { changes: stage.notes.changes, first: stage.notes.sweeps.slice(0, script.length) },
        {
          changes: ['akuam works', 'akuam fails: network', 'akuam fails: internal', 'akuam works again'],
          first: [
            'east: succeeded',
            'east: succeeded',
            'east: network',
            'east: network',
            'east: internal',
            'east: succeeded',
            'east: succeeded',
          ],
        },
      );
    });
  });

  it('knows why and how often in a row it has failed, and when it last worked', async () => {
    await staged(scene(works, [timesOut(1000)], [fails('malformed')]), async (stage) => {
      void stage.run();
      const healths: unknown[] = [];
      for (const second of [1, 61.2, 61.7]) {
        await stage.until(second);
        healths.push(healthOf(stage));
      }
      assert.deepEqual(healths, [
        { isUp: true, lastSuccessAt: at(0.1), consecutiveFailures: 0 },
        { isUp: false, lastSuccessAt: at(0.1), consecutiveFailures: 1, reason: 'timeout' },
        { isUp: false, lastSuccessAt: at(0.1), consecutiveFailures: 2, reason: 'malformed' },
      ]);
    });
  });

  it('knows when it is asked next, and whether it is asked now', async () => {
    await staged(scene(works, [timesOut(1000)], works), async (stage) => {
      await stage.poller.introduce();
      const seen: unknown[] = [[followerOf(stage)?.nextPollMs, followerOf(stage)?.isPolling]];
      void stage.run();
      for (const second of [1, 60.5, 61.2]) {
        await stage.until(second);
        seen.push([followerOf(stage)?.nextPollMs, followerOf(stage)?.isPolling]);
      }
      assert.deepEqual(seen, [
        [0, false],
        [59_000, false],
        [0, true],
        [300, false],
      ]);
    });
  });

  it('goes on being followed when a sweep fails inside the exporter', async () => {
    const breaks = { fault: new TypeError('scripted: a mistake of our own') };
    await staged(scene([breaks], works), async (stage) => {
      void stage.run();
      await stage.until(10);
      assert.deepEqual(stage.notes.changes, ['akuam fails: internal', 'akuam works']);
    });
  });

  it('is asked ever less often while it is refused', async () => {
    await staged(scene([fails('access_denied')]), async (stage) => {
      void stage.run();
      await stage.until(1500);
      // Half of one interval three times, then of two, four and eight, and of the longest; and the time that the refusals took.
      assert.deepEqual(
        stage.sources.east.begunAt('ListPagesByContact', 'akuam'),
        [0, 30.1, 60.2, 90.3, 150.4, 270.5, 510.6, 960.7, 1410.8],
      );
    });
  });

  it('is asked as soon as at first when it is refused again after a success', async () => {
    const refused = [fails('access_denied')];
    await staged(scene(refused, works, refused, works), async (stage) => {
      void stage.run();
      await stage.until(100);
      assert.deepEqual(stage.sources.east.begunAt('ListPagesByContact', 'akuam'), [0, 30.1, 60, 90.1]);
    });
  });

  it('is left alone for as long as the service asked for, and the jitter after that', async () => {
    await staged(scene([fails('internal', 90)], [fails('access_denied')]), async (stage) => {
      void stage.run();
      await stage.until(100);
      assert.deepEqual(stage.sources.east.begunAt('ListPagesByContact', 'akuam'), [0, 90.6]);
    });
  });

  it('skips the turns that a long sweep has missed, and tells how many', async () => {
    const long = [takes<ListedPage>(4 * intervalMs)];
    await staged(scene(works, long, works), async ({ sources: { east }, run, until, notes }) => {
      void run();
      await until(430);
      assert.deepEqual(
        { begun: east.begunAt('ListPagesByContact', 'akuam'), missed: notes.missedTurns, took: notes.durations },
        { begun: [0, 60, 360, 420], missed: [0, 4, 0, 0], took: [0.1, 240, 0.1, 0.1] },
      );
    });
  });

  it('tells the turns that were missed while its sweeps failed, once it works again', async () => {
    await staged(scene(works, [fails('access_denied', 150)], works), async ({ run, until, notes }) => {
      void run();
      await until(250);
      assert.deepEqual(
        { sweeps: notes.sweeps, missed: notes.missedTurns },
        { sweeps: ['east: succeeded', 'east: access_denied', 'east: succeeded'], missed: [0, 0, 3] },
      );
    });
  });

  it('missed no turn before its first sweep', async () => {
    await staged(scene([fails('internal', 200)], works), async ({ run, until, notes }) => {
      void run();
      await until(201);
      assert.deepEqual(notes.missedTurns.slice(0, 2), [0, 0]);
    });
  });

  it('knows the age of its data: since the last successful sweep began, or since it is followed', async () => {
    await staged(scene([takes(10_000)], works, [fails('access_denied')]), async (stage) => {
      void stage.run();
      const ages: unknown[] = [];
      for (const second of [5, 10, 20, 60.05, 60.1, 130]) {
        await stage.until(second);
        ages.push(followerOf(stage)?.dataAgeMs);
      }
      assert.deepEqual(ages, [5000, 10_000, 20_000, 60_050, 100, 70_000]);
    });
  });

  it('begins its sweep anew when nothing of it was answered', async () => {
    await staged(scene([fails('internal', 20)], works), async (stage) => {
      void stage.run();
      await stage.until(30);
      const age = followerOf(stage)?.dataAgeMs;
      await stage.until(100);
      assert.deepEqual(
        { age, begun: stage.sources.east.begunAt('ListPagesByContact', 'akuam') },
        // Its data is as old as the request that was answered, and no second sweep makes up for the pause.
        { age: 9400, begun: [0, 20.6, 60] },
      );
    });
  });

  it('is late when nothing was asked about it for most of fullSweepInterval, however long its sweep takes', async () => {
    const long = [answers<ListedPage>(), takes<ListedPage>(600_000), takes<ListedPage>(600_000), answers<ListedPage>()];
    await staged(scene(long), async (stage) => {
      void stage.run();
      const seen: unknown[] = [followerOf(stage)?.deadlineAt];
      for (const second of [0.05, 5, 700]) {
        await stage.until(second);
        seen.push(followerOf(stage)?.deadlineAt);
      }
      const allowedMs = 0.8 * hourMs;
      assert.deepEqual(
        seen,
        [-hourMs, 0, 100, 600_100].map((askedAt) => askedAt + allowedMs),
      );
    });
  });

  it('is asked more often while a page is open, and the more so the younger that is', async () => {
    const open = lists([listed({ sentAt: at(0) })]);
    await staged(scene(open), async ({ sources: { east }, run, until, notes }) => {
      void run();
      await until(4 * 3600);
      const begun = east.begunAt('ListPagesByContact', 'akuam');
      const [fresh = 0, after10Minutes = 0, after3Hours = 0] = [0, 600, 3 * 3600].map(
        (from) => begun.filter((second) => second >= from && second < from + 300).length,
      );
      const purposes = new Set(notes.asks.filter((ask) => ask.startsWith('ListPages')).slice(1));
      assert.deepEqual(
        {
          isEverySecondOrTwo: fresh > 100 && fresh <= 300,
          isLessLater: after10Minutes < fresh && after3Hours < after10Minutes,
          isAboveTurns: after3Hours > 5,
          purposes: [...purposes],
        },
        { isEverySecondOrTwo: true, isLessLater: true, isAboveTurns: true, purposes: ['ListPagesByContact follow_up'] },
        `${fresh}, ${after10Minutes}, ${after3Hours}`,
      );
    });
  });

  it('counts what was listed before a fault, and the engagement when a listing is whole again', async () => {
    const page = listed({ sentAt: at(-9), readAt: at(-6) });
    const isCut = [answers(page), answers<ListedPage>(), fails('malformed')];
    await staged(scene(isCut, lists([page])), async ({ run, until, ledger, notes }) => {
      void run();
      await until(0.5);
      const cutShort = ledger.totals('akuam');
      await until(5);
      assert.deepEqual(
        { sweeps: notes.sweeps, cutShort, whole: ledger.totals('akuam') },
        {
          sweeps: ['east: malformed', 'east: succeeded'],
          cutShort: totals({ pagesSent: [on('p', at(-9))], pagesAcknowledged: [on('p', at(-6), 3000)] }),
          whole: answeredTotals({ id: 'p', sentAt: at(-9), readAt: at(-6) }),
        },
      );
    });
  });
});
