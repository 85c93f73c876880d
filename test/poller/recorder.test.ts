import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { answeredTotals, arns, known, layout, listed, sentTotals, totals } from '../core/stories.js';
import type { ListedPage } from '../../src/core/page.js';
import { Ledger } from '../../src/ledger/ledger.js';
import { Recorder } from '../../src/poller/recorder.js';
import { DoubtfulLedger } from './doubtful-ledger.js';
import { at, epoch, hourMs, minuteMs, staged } from './polled.js';
import { fails, hangs, lists } from './scripted-listing.js';
import { accountHas } from './scripted-source.js';

const page = listed({ sentAt: at(-10) });
const fullDisk = 'Error: scripted: the disk is full';
const counted = sentTotals('p', at(-10));
const scene = { targets: { east: { contacts: ['akuam'], pages: { akuam: [lists([page]), [hangs]] } } } };

describe('a commit that fails', () => {
  it('is tried again until it succeeds; the result is kept, and shown only then', async () => {
    await staged(scene, async ({ poller, ledger, notes, sweepOnce }) => {
      await poller.introduce();
      const seen: unknown[] = [];
      ledger.failuresToCome = 2;
      ledger.beforeCommit = () => Promise.resolve(seen.push(ledger.totals('akuam')));
      const faults = await sweepOnce();
      assert.deepEqual(
        { faults, seen, commits: notes.commits, counted: ledger.totals('akuam') },
        {
          faults: [],
          seen: [totals(), totals(), totals()],
          commits: ['committed', fullDisk, fullDisk, 'recovered', 'committed'],
          counted,
        },
      );
    });
  });

  it('does not keep the poller from stopping', async () => {
    await staged(scene, async ({ poller, ledger, notes, run, until, stop }) => {
      await poller.introduce();
      ledger.failuresToCome = Infinity;
      const ended = run();
      await until(1);
      stop();
      await ended;
      assert.deepEqual([ledger.totals('akuam'), notes.commits], [totals(), ['committed', fullDisk]]);
    });
  });
});

describe('a policy that changes', () => {
  it('while something is looked up does not judge what was looked up by the one before', async () => {
    const store = await Ledger.open('', epoch);
    const observer = { committed: () => undefined, commitFailed: () => undefined, recovered: () => undefined };
    const policy = { history: 'count', unreadWindowMs: hourMs, retentionMs: 24 * hourMs } as const;
    const lookingUp = { during: () => undefined as unknown };
    const ledger = new DoubtfulLedger(store);
    ledger.pages = (wanted) => {
      lookingUp.during();
      return store.pages(wanted);
    };
    const recorder = new Recorder({ ledger, policy, layout, observer, signal: new AbortController().signal });
    await recorder.introduce([arns.contact('akuam')], at(-100));
    const ofOne = (id: string, sentAt: number) =>
      listed({ arn: arns.page(id), engagementArn: arns.engagement('e'), sentAt });
    const record = (...pages: ListedPage[]) =>
      recorder.record({
        scope: { contactArn: arns.contact('akuam') },
        askedAt: epoch,
        seenAt: epoch,
        isComplete: false,
        pages,
      });
    await record(ofOne('p', at(-60)));
    // For the time of the look-up everything that was sent is too old to be counted.
    recorder.update({ policy: { ...policy, retentionMs: 1 }, layout });
    lookingUp.during = () => recorder.update({ policy, layout });
    await record(ofOne('q', at(-50)));
    const then = store.contact(arns.contact('akuam'))?.totals.pagesSent;
    await record(ofOne('q', at(-50)));
    assert.deepEqual([then, store.contact(arns.contact('akuam'))?.totals.pagesSent], [1, 2]);
    await store.close();
  });
});

describe('a contact that is followed no more', () => {
  /** From when on a contact is known that a clock an hour ahead had introduced, by a listing after it was set right. */
  const knownSinceAfter = async (forgets: boolean) => {
    const store = await Ledger.open('', epoch);
    const observer = { committed: () => undefined, commitFailed: () => undefined, recovered: () => undefined };
    const policy = { history: 'count', unreadWindowMs: hourMs, retentionMs: 24 * hourMs } as const;
    const time = { now: () => 0 };
    const recorder = new Recorder({
      ledger: store,
      policy,
      layout,
      observer,
      signal: new AbortController().signal,
      time,
    });
    const contactArn = arns.contact('akuam');
    await recorder.introduce([contactArn], epoch + hourMs);
    if (forgets) recorder.forget(contactArn);
    await recorder.record({ scope: { contactArn }, askedAt: epoch, seenAt: epoch, isComplete: true, pages: [] });
    const { knownSince } = store.contact(contactArn) ?? {};
    await store.close();
    return knownSince;
  };
  it('is no longer remembered by when it was introduced', async () => {
    assert.deepEqual([await knownSinceAfter(false), await knownSinceAfter(true)], [epoch, epoch + hourMs]);
  });
});

describe('a look-up that fails', () => {
  it('is tried again until it succeeds, as a commit is, and nothing is lost', async () => {
    await staged(scene, async ({ poller, ledger, notes, sweepOnce }) => {
      await poller.introduce();
      ledger.lookUpFailuresToCome = 2;
      const faults = await sweepOnce();
      const failure = 'Error: scripted: the disk can not be read';
      assert.deepEqual(
        { faults, commits: notes.commits, counted: ledger.totals('akuam') },
        { faults: [], commits: ['committed', failure, failure, 'recovered', 'committed'], counted },
      );
    });
  });
});

describe('an engagement', () => {
  it('is not begun again by an answer that leaves its name out', async () => {
    const read = listed({ engagementArn: '', sentAt: at(-10), readAt: at(-8) });
    const east = { contacts: ['akuam'], pages: { akuam: [lists([page]), lists([read])] } };
    await staged({ targets: { east } }, async ({ run, until, ledger }) => {
      void run();
      await until(70);
      assert.deepEqual(ledger.totals('akuam'), answeredTotals({ id: 'p', sentAt: at(-10), readAt: at(-8) }));
    });
  });
});

describe('pruning', () => {
  /** The times by which the ledger was told to forget, when its latest page was sent so many seconds after the beginning. */
  async function prunes(sentSeconds: number, forSeconds: number, retentionMs: number): Promise<readonly number[]> {
    const store = await Ledger.open('', epoch);
    await store.commit({ contacts: [], pages: [known({ lastSentAt: at(sentSeconds) })], engagements: [] });
    const options = { policy: { retentionMs }, options: { retentionMs }, store };
    const target = { contacts: ['akuam'] };
    const pruned = staged({ targets: { east: target }, ...options }, async ({ run, until, ledger }) => {
      void run();
      await until(forSeconds);
      return ledger.prunes;
    });
    return pruned.finally(() => store.close());
  }
  const monthSeconds = 30 * 24 * 3600;

  it('comes at once and then every hour, and forgets what is older than the retention', async () => {
    const expected = [0, 3600, 7200].map((seconds) => at(seconds - monthSeconds));
    assert.deepEqual(await prunes(24 * 3600, 2.5 * 3600, monthSeconds * 1000), expected);
  });

  it('goes no further than the retention before the latest send, whatever the clock says', async () => {
    const expected = [0, 1800, 1800].map((seconds) => at(seconds - monthSeconds));
    assert.deepEqual(await prunes(1800, 2.5 * 3600, monthSeconds * 1000), expected);
  });

  it('comes more often when the retention is short', async () => {
    const expected = [0, 360, 720].map((seconds) => at(seconds - 3600));
    assert.deepEqual(await prunes(3600, 15 * 60, hourMs), expected);
  });
});

describe('the end of polling', () => {
  it('comes while a listing hangs', async () => {
    const east = { contacts: ['akuam', 'diegor'], pages: { akuam: [[hangs]], diegor: [[hangs]] } };
    await staged({ targets: { east } }, async ({ sources, run, until, stop, notes }) => {
      const ended = run();
      await until(3);
      const { running } = sources.east;
      stop();
      await ended;
      assert.deepEqual([running, sources.east.running, notes.sweeps, notes.changes], [2, 0, [], []]);
    });
  });

  it('comes while a contact waits for its next turn', async () => {
    const east = { contacts: ['akuam'], pages: { akuam: [[fails('access_denied')]] } };
    await staged({ targets: { east } }, async ({ run, until, stop, notes }) => {
      const ended = run();
      await until(5);
      stop();
      await ended;
      assert.deepEqual(notes.changes, ['akuam fails: access_denied']);
    });
  });

  it('comes while engagements and contacts are listed', async () => {
    const east = { engagements: [[hangs]], discoveries: [[hangs]], refreshMs: minuteMs };
    const options = { activity: { enabled: true, lookbackMs: 15 * minuteMs } };
    await staged({ targets: { east }, options }, async ({ sources, run, until, stop, notes }) => {
      const ended = run();
      await until(5);
      const { running } = sources.east;
      stop();
      await ended;
      assert.deepEqual([running, sources.east.running, notes.follows, notes.discoveries], [2, 0, [], []]);
    });
  });

  for (const refreshMs of [undefined, minuteMs]) {
    it(`waits for a commit in progress, ${refreshMs === undefined ? 'without' : 'with'} discovery`, async () => {
      const discovery = refreshMs === undefined ? {} : { refreshMs, discoveries: [accountHas('akuam')] };
      const east = { ...scene.targets.east, ...discovery };
      await staged({ targets: { east } }, async ({ poller, ledger, run, until, stop }) => {
        await poller.introduce();
        let finishWriting: (() => void) | undefined;
        ledger.beforeCommit = () => new Promise<void>((resolve) => (finishWriting = resolve));
        let hasEnded = false;
        const ended = run().then(() => (hasEnded = true));
        await until(1);
        stop();
        await sleep(30);
        const endedDuring = hasEnded;
        finishWriting?.();
        await ended;
        assert.deepEqual([endedDuring, ledger.totals('akuam')], [false, counted]);
      });
    });
  }

  it('does not come with a mistake of the exporter, which is told and tried again in due time', async () => {
    const east = { contacts: ['akuam'], pages: { akuam: [lists([page])] } };
    await staged({ targets: { east } }, async ({ run, until, notes, ledger }) => {
      let sweeps = 0;
      notes.swept = () => {
        sweeps += 1;
        if (sweeps === 1) throw new TypeError('scripted: a mistake of our own');
      };
      void run();
      await until(70);
      assert.deepEqual(
        { told: notes.mistakes, goesOn: sweeps > 1, counted: ledger.totals('akuam') },
        {
          told: ['east: asking for ListPagesByContact failed inside the exporter: scripted: a mistake of our own'],
          goesOn: true,
          counted,
        },
      );
    });
  });
});
