import assert from 'node:assert/strict';
import { listed, totals } from '../core/stories.js';
import { staged, until } from './polled.js';
import { fails, hangs, lists } from './scripted-source.js';

const page = listed({ sentAt: 1000 });
const fullDisk = 'Error: scripted: the disk is full';
const scene = { targets: { east: { contacts: ['akuam'], listings: { akuam: [lists([page]), hangs] } } } };

describe('a commit that fails', () => {
  it('is tried again until it succeeds; the result is kept, and shown only then', async () => {
    await staged(scene, async ({ poller, ledger, notes, signal }) => {
      await poller.introduce();
      const seen: unknown[] = [];
      ledger.failuresToCome = 2;
      ledger.beforeCommit = () => Promise.resolve(seen.push(ledger.totals('akuam')));
      const faults = await poller.sweepOnce(signal);
      assert.deepEqual(
        { faults, seen, commits: notes.commits, counted: ledger.totals('akuam') },
        {
          faults: [],
          seen: [totals(), totals(), totals()],
          commits: ['committed', fullDisk, fullDisk, 'committed'],
          counted: totals({ pagesSent: 1, engagements: 1 }),
        },
      );
    });
  });

  it('does not keep the poller from stopping', async () => {
    await staged(scene, async ({ poller, ledger, notes, run, stop }) => {
      await poller.introduce();
      ledger.failuresToCome = Infinity;
      const ended = run();
      await until(() => notes.commits.includes(fullDisk));
      stop();
      await ended;
      assert.deepEqual(ledger.totals('akuam'), totals());
    });
  });
});

describe('an engagement', () => {
  it('is not begun again by an answer that leaves its name out', async () => {
    const read = listed({ engagementArn: '', sentAt: 1000, readAt: 3000 });
    const target = { contacts: ['akuam'], listings: { akuam: [lists([page]), lists([read])] } };
    await staged({ targets: { east: target } }, async ({ poller, ledger, signal }) => {
      await poller.introduce();
      await poller.sweepOnce(signal);
      await poller.sweepOnce(signal);
      const answered = { boundsSeconds: [60, 600], counts: [1, 0, 0], sumMs: 2000 };
      assert.deepEqual(
        ledger.totals('akuam'),
        totals({
          pagesSent: 1,
          pagesAcknowledged: 1,
          acknowledgeDuration: answered,
          engagements: 1,
          engagementsAcknowledged: 1,
          engagementAcknowledgeDuration: answered,
        }),
      );
    });
  });
});

describe('the end of polling', () => {
  it('comes while a listing hangs', async () => {
    const hanging = { contacts: ['akuam', 'diegor'], listings: { akuam: [hangs], diegor: [hangs] } };
    await staged({ targets: { east: hanging } }, async ({ sources: { east }, run, stop, notes }) => {
      const ended = run();
      await until(() => east.running === 2);
      stop();
      await ended;
      assert.deepEqual([east.running, notes.sweeps, notes.changes], [0, [], []]);
    });
  });

  it('comes while a contact waits for its next turn', async () => {
    const target = { contacts: ['akuam'], listings: { akuam: [fails('access_denied')] } };
    await staged({ targets: { east: target } }, async ({ run, stop, notes }) => {
      const ended = run();
      await until(() => notes.sweeps.length > 0);
      stop();
      await ended;
      assert.deepEqual(notes.changes, ['akuam fails: access_denied']);
    });
  });

  for (const refreshMs of [undefined, 1000]) {
    it(`waits for a commit in progress, ${refreshMs === undefined ? 'without' : 'with'} discovery`, async () => {
      const { contacts, listings } = scene.targets.east;
      const target = { contacts, listings, ...(refreshMs !== undefined && { refreshMs }) };
      await staged({ targets: { east: target } }, async ({ poller, ledger, run, stop }) => {
        await poller.introduce();
        let finishWriting: (() => void) | undefined;
        ledger.beforeCommit = () => new Promise<void>((resolve) => (finishWriting = resolve));
        let hasEnded = false;
        const ended = run().then(() => (hasEnded = true));
        await until(() => finishWriting !== undefined);
        stop();
        await new Promise((resolve) => setTimeout(resolve, 30));
        const endedDuring = hasEnded;
        finishWriting?.();
        await ended;
        assert.deepEqual([endedDuring, ledger.totals('akuam')], [false, totals({ pagesSent: 1, engagements: 1 })]);
      });
    });
  }
});
