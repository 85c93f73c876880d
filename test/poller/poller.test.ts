import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { answeredTotals, listed, totals } from '../core/stories.js';
import { at, minuteMs, staged } from './polled.js';
import { hangs, lists, takes, timesOut } from './scripted-listing.js';
import { accountHas } from './scripted-source.js';

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

  it('sweeps every contact at once, then each in its own turn of the interval, and never twice at a time', async () => {
    await staged({ targets: { east: { contacts: four } } }, async ({ sources: { east }, run, until }) => {
      void run();
      await until(200);
      assert.deepEqual(
        {
          begun: four.map((alias) => east.begunAt('ListPagesByContact', alias)),
          overlapping: east.overlapping,
        },
        {
          begun: [
            [0, 60, 120, 180],
            [0, 75, 135, 195],
            [0, 90, 150],
            // Its first turn is so long after its first sweep that it is not taken by that.
            [0.1, 45, 105, 165],
          ],
          overlapping: [],
        },
      );
    });
  });

  it('follows many targets without a warning of Node.js', async () => {
    const warnings: string[] = [];
    const warned = ({ message }: Error) => void warnings.push(message);
    process.on('warning', warned);
    const targets = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`t${index}`, { contacts: [`c${index}`] }]),
    );
    await staged({ targets }, async ({ run, until, sources }) => {
      void run();
      await until(1);
      assert.equal(Object.values(sources).filter(({ begun }) => Object.keys(begun).length === 1).length, 30);
    });
    await new Promise(setImmediate);
    process.off('warning', warned);
    assert.deepEqual(warnings, []);
  });

  for (const concurrency of [1, 2, 3]) {
    it(`sweeps at most ${concurrency} contacts of a target at a time, failing ones included`, async () => {
      const slow = [takes<ListedPage>(20_000)];
      const pages = { akuam: [slow], diegor: [slow], nikkiw: [[timesOut(20_000)]], jorges: [[timesOut(20_000)]] };
      const scene = { targets: { east: { contacts: four, pages } }, options: { concurrency } };
      await staged(scene, async ({ sources: { east }, run, until }) => {
        void run();
        await until(1200);
        assert.deepEqual(
          {
            mostRunning: east.mostRunning('ListPagesByContact'),
            overlapping: east.overlapping,
            isSweptOften: four.every((alias) => (east.begun[alias] ?? 0) >= 3),
          },
          { mostRunning: concurrency, overlapping: [], isSweptOften: true },
        );
      });
    });
  }

  it('goes on with the others while one contact hangs', async () => {
    const scene = { targets: { east: { contacts: four, pages: { diegor: [[hangs]] } } } };
    await staged(scene, async ({ sources: { east }, run, until, notes }) => {
      void run();
      await until(200);
      assert.deepEqual(
        { begun: east.begun, changes: notes.changes.toSorted() },
        {
          begun: { akuam: 4, diegor: 1, nikkiw: 3, jorges: 4 },
          changes: ['akuam works', 'jorges works', 'nikkiw works'],
        },
      );
    });
  });

  it('goes on with the others while some time out again and again, at a concurrency of 2', async () => {
    const pages = { diegor: [[timesOut(10_000)]], nikkiw: [[timesOut(10_000)]] };
    const scene = { targets: { east: { contacts: four, pages } }, options: { concurrency: 2 } };
    await staged(scene, async ({ sources: { east }, run, until, notes }) => {
      void run();
      await until(590);
      const { akuam, jorges } = east.begun;
      assert.deepEqual(
        { akuam, jorges, changes: notes.changes.toSorted() },
        {
          akuam: 10,
          jorges: 10,
          changes: ['akuam works', 'diegor fails: timeout', 'jorges works', 'nikkiw fails: timeout'],
        },
      );
    });
  });

  it('goes on with the other targets while all of one hangs', async () => {
    const east = { contacts: ['akuam', 'diegor'], pages: { akuam: [[hangs]], diegor: [[hangs]] } };
    const scene = { targets: { east, west: { contacts: ['nikkiw'] } }, options: { concurrency: 1 } };
    await staged(scene, async ({ sources, run, until, notes }) => {
      void run();
      await until(290);
      assert.deepEqual(
        [sources.east.begun, sources.west.begun, notes.changes],
        [{ akuam: 1 }, { nikkiw: 5 }, ['nikkiw works']],
      );
    });
  });

  it('counts a page once that the listings of two contacts show', async () => {
    const pages = lists([listed({ sentAt: at(-10), readAt: at(-9) })]);
    const targets = {
      east: { contacts: ['akuam'], pages: { akuam: [pages] } },
      west: { contacts: ['diegor'], pages: { diegor: [pages] } },
    };
    await staged({ targets }, async ({ sources: { east, west }, run, until, ledger }) => {
      void run();
      await until(150);
      assert.deepEqual(
        [east.begun, west.begun, ledger.totals('akuam'), ledger.totals('diegor')],
        [{ akuam: 3 }, { diegor: 3 }, answeredTotals({ id: 'p', sentAt: at(-10), readAt: at(-9) }), totals()],
      );
    });
  });

  it('follows a contact in one target alone, when another discovers it too', async () => {
    const east = { refreshMs: minuteMs, discoveries: [accountHas('akuam', 'diegor')] };
    await staged({ targets: { east, west: { contacts: ['akuam'] } } }, async ({ poller, sources, run, until }) => {
      void run();
      await until(150);
      const followed = poller.targets.map(({ name, followers }) => [
        name,
        followers.map(({ contact }) => contact.alias),
      ]);
      assert.deepEqual(
        [followed, Object.keys(sources.east.begun), Object.keys(sources.west.begun)],
        [
          [
            ['east', ['diegor']],
            ['west', ['akuam']],
          ],
          ['diegor'],
          ['akuam'],
        ],
      );
    });
  });

  it('leaves a contact that one target has let go of to another that discovers it', async () => {
    const east = { refreshMs: minuteMs, discoveries: [accountHas('akuam'), accountHas()] };
    const west = { refreshMs: 10 * minuteMs, discoveries: [accountHas(), accountHas('akuam')] };
    await staged({ targets: { east, west } }, async ({ poller, run, until }) => {
      void run();
      const owners = () => poller.targets.filter(({ followers }) => followers.length > 0).map(({ name }) => name);
      const seen: unknown[] = [];
      for (const second of [30, 120, 700]) {
        await until(second);
        seen.push(owners());
      }
      assert.deepEqual(seen, [['east'], [], ['west']]);
    });
  });

  it('follows the contacts of its own shard alone', async () => {
    const shards = [0, 1].map(async (ordinal) => {
      let begun: string[] = [];
      const scene = { targets: { east: { contacts: four } }, options: { shard: { ordinal, total: 2 } } };
      await staged(scene, async ({ sources: { east }, run, until }) => {
        void run();
        await until(10);
        begun = Object.keys(east.begun);
      });
      return begun;
    });
    const [even = [], odd = []] = await Promise.all(shards);
    assert.deepEqual([even.length > 0, odd.length > 0, [...even, ...odd].sort()], [true, true, four.toSorted()]);
  });
});
