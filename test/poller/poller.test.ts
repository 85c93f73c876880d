import assert from 'node:assert/strict';
import { listed, totals } from '../core/stories.js';
import { intervalMs, staged, until } from './polled.js';
import { fails, hangs, lists, takes, timesOut } from './scripted-source.js';

const four = ['akuam', 'diegor', 'nikkiw', 'jorges'];

describe('the poller', () => {
  it('makes the series of every configured contact before the first sweep', async () => {
    await staged({ targets: { east: { contacts: ['akuam'] }, west: { contacts: ['diegor'] } } }, async (stage) => {
      await stage.poller.introduce();
      const { east, west } = stage.sources;
      assert.deepEqual(
        [stage.ledger.totals('akuam'), stage.ledger.totals('diegor'), east.begun, west.begun],
        [totals(), totals(), {}, {}],
      );
    });
  });

  it('sweeps every contact once per interval, and never twice at a time', async () => {
    await staged({ targets: { east: { contacts: four } } }, async ({ sources: { east }, run }) => {
      const startedAt = performance.now();
      void run();
      await until(() => four.every((alias) => (east.begun[alias] ?? 0) >= 6));
      // A slow machine skips turns, and has longer to have had them: only too many are wrong.
      const turns = (performance.now() - startedAt) / intervalMs + 1;
      const tooOften = Object.entries(east.begun).filter(([, sweeps]) => sweeps > turns);
      assert.deepEqual({ tooOften, overlapping: [...east.overlapping] }, { tooOften: [], overlapping: [] });
    });
  });

  it('skips the turns that a long sweep has missed', async () => {
    const listings = { akuam: [takes(4 * intervalMs)] };
    await staged({ targets: { east: { contacts: ['akuam'], listings } } }, async ({ sources: { east }, run }) => {
      const startedAt = performance.now();
      void run();
      await until(() => (east.begun['akuam'] ?? 0) >= 4);
      const most = (performance.now() - startedAt) / (4 * intervalMs) + 1;
      const sweeps = east.begun['akuam'] ?? NaN;
      assert.deepEqual([sweeps <= most, [...east.overlapping]], [true, []], `${sweeps} of ${most}`);
    });
  });

  for (const concurrency of [1, 2, 3]) {
    it(`sweeps at most ${concurrency} contacts of a target at a time, failing ones included`, async () => {
      const slow = takes(10);
      const listings = { akuam: [slow], diegor: [slow], nikkiw: [timesOut(10)], jorges: [timesOut(10)] };
      const scene = { targets: { east: { contacts: four, listings } }, options: { concurrency } };
      await staged(scene, async ({ sources: { east }, run }) => {
        void run();
        await until(() => four.every((alias) => (east.begun[alias] ?? 0) >= 3));
        assert.ok(east.mostRunning <= concurrency, `${east.mostRunning}`);
        assert.deepEqual([...east.overlapping], []);
      });
    });
  }

  it('goes on with the others while one contact hangs', async () => {
    const scene = { targets: { east: { contacts: four, listings: { diegor: [hangs] } } } };
    await staged(scene, async ({ sources: { east }, run, notes }) => {
      void run();
      await until(() => four.filter((alias) => (east.begun[alias] ?? 0) >= 3).length === 3);
      assert.deepEqual(
        [east.begun['diegor'], notes.changes.toSorted()],
        [1, ['akuam works', 'jorges works', 'nikkiw works']],
      );
    });
  });

  it('goes on with the others while some time out again and again, at a concurrency of 2', async () => {
    const listings = { diegor: [timesOut(40)], nikkiw: [timesOut(40)] };
    const scene = { targets: { east: { contacts: four, listings } }, options: { concurrency: 2 } };
    await staged(scene, async ({ sources: { east }, run, notes }) => {
      void run();
      await until(() => ['akuam', 'jorges'].every((alias) => (east.begun[alias] ?? 0) >= 5));
      assert.deepEqual(notes.changes.toSorted(), [
        'akuam works',
        'diegor fails: timeout',
        'jorges works',
        'nikkiw fails: timeout',
      ]);
    });
  });

  it('goes on with the other targets while all of one hangs', async () => {
    const listings = { akuam: [hangs], diegor: [hangs] };
    const east = { contacts: ['akuam', 'diegor'], listings };
    const scene = { targets: { east, west: { contacts: ['nikkiw'] } }, options: { concurrency: 1 } };
    await staged(scene, async ({ sources, run, notes }) => {
      void run();
      await until(() => (sources.west.begun['nikkiw'] ?? 0) >= 5);
      assert.deepEqual([sources.east.begun, notes.changes], [{ akuam: 1 }, ['nikkiw works']]);
    });
  });

  it('counts a page once that the listings of two contacts show', async () => {
    const listings = { akuam: [lists([listed({ sentAt: 1000 })])], diegor: [lists([listed({ sentAt: 1000 })])] };
    const targets = { east: { contacts: ['akuam'], listings }, west: { contacts: ['diegor'], listings } };
    await staged({ targets }, async ({ sources: { east, west }, run, ledger }) => {
      void run();
      await until(() => (east.begun['akuam'] ?? 0) >= 3 && (west.begun['diegor'] ?? 0) >= 3);
      assert.deepEqual(
        [ledger.totals('akuam'), ledger.totals('diegor')],
        [totals({ pagesSent: 1, engagements: 1 }), totals()],
      );
    });
  });

  it('follows a contact in one target alone, when another discovers it too', async () => {
    const targets = { east: { refreshMs: 20, discoveries: [['akuam', 'diegor']] }, west: { contacts: ['akuam'] } };
    await staged({ targets }, async ({ poller, sources: { east, west }, run }) => {
      void run();
      await until(() => (east.begun['diegor'] ?? 0) >= 3 && (west.begun['akuam'] ?? 0) >= 3);
      const followed = poller.targets.map(({ name, followers }) => [
        name,
        followers.map(({ contact }) => contact.alias),
      ]);
      assert.deepEqual(
        [followed, east.begun['akuam']],
        [
          [
            ['east', ['diegor']],
            ['west', ['akuam']],
          ],
          undefined,
        ],
      );
    });
  });

  it('follows the contacts of its own shard alone', async () => {
    const shards = [0, 1].map(async (ordinal) => {
      let begun: string[] = [];
      const scene = { targets: { east: { contacts: four } }, options: { shard: { ordinal, total: 2 } } };
      await staged(scene, async ({ poller, sources: { east }, signal }) => {
        await poller.introduce();
        await poller.sweepOnce(signal);
        begun = Object.keys(east.begun);
      });
      return begun;
    });
    const [even = [], odd = []] = await Promise.all(shards);
    assert.deepEqual([even.length > 0, odd.length > 0, [...even, ...odd].sort()], [true, true, four.toSorted()]);
  });
});

describe('a single sweep of everything', () => {
  it('sweeps every contact once, discovered ones too, and returns the faults', async () => {
    const scene = {
      targets: {
        east: { contacts: ['akuam', 'diegor'], listings: { diegor: [fails('access_denied')] } },
        west: {
          contacts: [],
          refreshMs: 1000,
          discoveries: [['nikkiw', 'jorges']],
          listings: { jorges: [timesOut(5)] },
        },
        south: { contacts: ['mona'], refreshMs: 1000, discoveries: ['throttled' as const] },
      },
    };
    await staged(scene, async ({ poller, sources, signal }) => {
      await poller.introduce();
      const faults = await poller.sweepOnce(signal);
      assert.deepEqual(
        [faults.map(({ reason }) => reason), sources.east.begun, sources.west.begun, sources.south.begun],
        [['access_denied', 'timeout', 'throttled'], { akuam: 1, diegor: 1 }, { nikkiw: 1, jorges: 1 }, { mona: 1 }],
      );
    });
  });
});
