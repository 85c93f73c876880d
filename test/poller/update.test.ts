import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { listed, totals } from '../core/stories.js';
import { at, ceilingsOf, hourMs, minuteMs, staged } from './polled.js';
import type { Stage } from './polled.js';
import { fails, hangs, lists, takes } from './scripted-listing.js';
import { accountHas, described } from './scripted-source.js';

function followed({ poller }: Pick<Stage<string>, 'poller'>): string[] {
  return poller.targets.flatMap(({ name, followers }) => followers.map(({ contact }) => `${name} ${contact.alias}`));
}

describe('an update of the targets', () => {
  it('takes contacts on and lets go of others, and the rest keep their turns', async () => {
    const targets = { east: { contacts: ['akuam', 'diegor'] } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(70);
      stage.update({ targets: { east: { contacts: ['akuam', 'nikkiw'] } } });
      const atOnce = followed(stage);
      await stage.until(310);
      const { east } = stage.sources;
      assert.deepEqual(
        {
          atOnce,
          akuam: east.begunAt('ListPagesByContact', 'akuam'),
          diegor: east.begunAt('ListPagesByContact', 'diegor'),
          nikkiw: east.begunAt('ListPagesByContact', 'nikkiw')[0],
          changes: stage.notes.changes,
          overlapping: east.overlapping,
        },
        {
          atOnce: ['east akuam', 'east nikkiw'],
          akuam: [0, 60, 120, 180, 240, 300],
          diegor: [0],
          nikkiw: 70,
          changes: ['akuam works', 'diegor works', 'nikkiw works'],
          overlapping: [],
        },
      );
    });
  });

  it('does not cut short what is under way, but for contacts that are let go of', async () => {
    const page = listed({ sentAt: at(-60) });
    const long = [takes(30_000, page), takes<ListedPage>(30_000), takes<ListedPage>(30_000)];
    const pages = { akuam: [long], diegor: [long] };
    await staged({ targets: { east: { contacts: ['akuam', 'diegor'], pages } } }, async (stage) => {
      void stage.run();
      await stage.until(45);
      stage.update({ targets: { east: { contacts: ['akuam'] } } });
      await stage.until(90.5);
      assert.deepEqual(
        {
          asked: stage.sources.east.asked('ListPagesByContact').toSorted(),
          running: stage.sources.east.running,
          sweeps: stage.notes.sweeps,
        },
        { asked: ['akuam', 'akuam t1', 'akuam t2', 'diegor', 'diegor t1'], running: 0, sweeps: ['east: succeeded'] },
      );
    });
  });

  it('goes on with the totals of a contact that comes back', async () => {
    const pages = { akuam: [lists([listed({ sentAt: at(-60), readAt: at(-30) })])] };
    await staged({ targets: { east: { contacts: ['akuam', 'diegor'], pages } } }, async (stage) => {
      void stage.run();
      await stage.until(1);
      const before = stage.ledger.totals('akuam');
      stage.update({ targets: { east: { contacts: ['diegor'] } } });
      await stage.until(100);
      stage.update({ targets: { east: { contacts: ['diegor', 'akuam'] } } });
      const back = stage.ledger.totals('akuam');
      await stage.until(200);
      assert.equal(before?.pagesSent, 1);
      assert.deepEqual([back, stage.ledger.totals('akuam')], [before, before]);
    });
  });

  it('begins and ends targets, and what hangs in one that ends is given up', async () => {
    const targets = {
      east: { contacts: ['akuam'], pages: { akuam: [[hangs]] } },
      west: { contacts: ['diegor'] },
      north: { contacts: ['nikkiw'] },
    };
    await staged({ targets, later: ['north'] }, async (stage) => {
      void stage.run();
      await stage.until(10);
      const before = { followed: followed(stage), running: stage.sources.east.running };
      stage.update({ targets: { west: {}, north: {} } });
      await stage.until(20);
      assert.deepEqual(
        {
          before,
          after: { followed: followed(stage), running: stage.sources.east.running },
          begun: [stage.sources.north.begun, stage.sources.west.begun],
          left: stage.notes.follows,
        },
        {
          before: { followed: ['east akuam', 'west diegor'], running: 1 },
          after: { followed: ['west diegor', 'north nikkiw'], running: 0 },
          begun: [{ nikkiw: 1 }, { diegor: 1 }],
          left: ['east left'],
        },
      );
    });
  });

  it('moves a contact from one target to another, and it is never followed by two', async () => {
    const targets = { east: { contacts: ['akuam', 'diegor'] }, west: { contacts: ['nikkiw'] } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(10);
      stage.update({ targets: { west: { contacts: ['nikkiw', 'diegor'] }, east: { contacts: ['akuam'] } } });
      assert.deepEqual(followed(stage), ['west nikkiw', 'west diegor', 'east akuam']);
    });
  });

  it('prefers the target that names a contact to one that has discovered it', async () => {
    const discoveries = [accountHas('akuam', 'diegor')];
    const targets = { east: { refreshMs: hourMs, discoveries }, west: { contacts: ['nikkiw'] } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(10);
      const before = followed(stage);
      stage.update({ targets: { east: {}, west: { contacts: ['nikkiw', 'akuam'] } } });
      const named = followed(stage);
      stage.update({ targets: { east: {}, west: {} } });
      assert.deepEqual(
        [before, named, followed(stage)],
        [
          ['east akuam', 'east diegor', 'west nikkiw'],
          ['east diegor', 'west nikkiw', 'west akuam'],
          ['east diegor', 'east akuam', 'west nikkiw'],
        ],
      );
    });
  });

  it('keeps the pause and the rate of a throttled operation', async () => {
    const pages = { akuam: [[fails('throttled', 20), fails('throttled', 20), fails('throttled', 20)]] };
    const targets = { east: { contacts: ['akuam'], pages } };
    await staged({ targets, ceilings: ceilingsOf(2) }, async (stage) => {
      void stage.run();
      await stage.until(1);
      const state = () => stage.poller.targets[0]?.pacer.state('ListPagesByContact');
      const before = state();
      stage.update({ targets: { east: { contacts: ['akuam', 'diegor'] } } });
      const after = state();
      await stage.until(19);
      assert.deepEqual(
        { after, same: before, rate: before?.ratePerSecond, asked: stage.sources.east.asked('ListPagesByContact') },
        { after: before, same: before, rate: 1, asked: ['akuam'] },
      );
    });
  });

  it('is no way round the back-off of a contact that is denied', async () => {
    const pages = { akuam: [[fails('access_denied')]] };
    const targets = { east: { contacts: ['akuam'], pages } };
    const asked = (updates: number) =>
      staged({ targets }, async (stage) => {
        void stage.run();
        for (let update = 1; update <= 60; update += 1) {
          await stage.until(update * 60);
          if (update <= updates) stage.update({ targets: { east: {} } });
        }
        return stage.sources.east.begunAt('ListPagesByContact', 'akuam');
      });
    const undisturbed = await asked(0);
    assert.ok(undisturbed.length > 3 && undisturbed.length < 20, String(undisturbed));
    assert.deepEqual(await asked(60), undisturbed);
  });
});

describe('an update of the settings', () => {
  const four = ['akuam', 'diegor', 'nikkiw', 'jorges'];

  it('spreads the turns over a shorter interval at once', async () => {
    const targets = { east: { contacts: four } };
    await staged({ targets, options: { intervalMs: hourMs } }, async (stage) => {
      void stage.run();
      await stage.until(100);
      stage.update({ targets: { east: {} }, settings: { intervalMs: minuteMs } });
      await stage.until(230);
      assert.deepEqual(
        four.map((alias) => stage.sources.east.begunAt('ListPagesByContact', alias).filter((second) => second >= 100)),
        [
          [100, 160, 220],
          [115, 175],
          [130, 190],
          [145, 205],
        ],
      );
    });
  });

  it('asks for no more at a time than the new concurrency allows', async () => {
    const slow = [takes<never>(20_000)];
    const pages = Object.fromEntries(four.map((alias) => [alias, [slow]]));
    await staged({ targets: { east: { contacts: four, pages } }, options: { concurrency: 1 } }, async (stage) => {
      void stage.run();
      await stage.until(100);
      const before = stage.sources.east.mostRunning('ListPagesByContact');
      stage.update({ targets: { east: {} }, settings: { concurrency: 4 } });
      await stage.until(400);
      assert.deepEqual([before, stage.sources.east.mostRunning('ListPagesByContact')], [1, 3]);
    });
  });

  it('lets go of the contacts of another shard, and takes them on again', async () => {
    await staged({ targets: { east: { contacts: four } } }, async (stage) => {
      void stage.run();
      await stage.until(1);
      const shards = [0, 1].map((ordinal) => {
        stage.update({ targets: { east: {} }, settings: { shard: { ordinal, total: 2 } } });
        return followed(stage);
      });
      stage.update({ targets: { east: {} }, settings: { shard: { ordinal: 0, total: 1 } } });
      const [first = [], second = []] = shards;
      assert.deepEqual([...first, ...second].toSorted(), followed(stage).toSorted());
      assert.deepEqual([first.length > 0, second.length > 0], [true, true]);
    });
  });

  it('begins to follow engagements, those of open pages too, and leaves them to the sweeps again', async () => {
    const page = listed({
      sentAt: at(-60),
      engagementArn: 'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/e',
    });
    const targets = { east: { contacts: ['akuam'], pages: { akuam: [lists([page])] } } };
    const lookbackMs = 15 * minuteMs;
    await staged({ targets }, async (stage) => {
      const asked = () => {
        const { asks } = stage.notes;
        const isFollowing = (each: string) => /^List(PagesByEngagement|Engagements) /.test(each);
        return asks.splice(0).filter(isFollowing).length > 0;
      };
      void stage.run();
      await stage.until(30);
      const before = asked();
      stage.update({ targets: { east: {} }, settings: { activity: { enabled: true, lookbackMs } } });
      await stage.until(60);
      const followedPages = stage.sources.east.asked('ListPagesByEngagement').length > 0;
      const during = asked();
      stage.update({ targets: { east: {} }, settings: { activity: { enabled: false, lookbackMs } } });
      await stage.until(61);
      asked();
      await stage.until(120);
      assert.deepEqual(
        { before, followedPages, during, after: asked() },
        { before: false, followedPages: true, during: true, after: false },
      );
    });
  });
});

describe('an update of discovery', () => {
  it('lets go at once of what it no longer asks for, and asks at once for what it does', async () => {
    const discoveries = [accountHas('nikkiw', 'jorges', 'nadia')];
    const targets = { east: { contacts: ['akuam'], refreshMs: hourMs, discoveries } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(10);
      const all = followed(stage);
      stage.update({ targets: { east: { aliasPrefix: 'n' } } });
      const narrow = followed(stage);
      stage.update({ targets: { east: { aliasPrefix: 'j' } } });
      await stage.until(20);
      const other = followed(stage);
      assert.deepEqual(
        { all, narrow, other, looks: stage.sources.east.asked('ListContacts').length },
        {
          all: ['east akuam', 'east nikkiw', 'east jorges', 'east nadia'],
          narrow: ['east akuam', 'east nikkiw', 'east nadia'],
          other: ['east akuam', 'east jorges'],
          looks: 2,
        },
      );
    });
  });

  it('ends and begins, and an answer to what was asked before does not count', async () => {
    const discoveries = [[takes(5000, described('nikkiw'))], accountHas('jorges')];
    const targets = { east: { contacts: ['akuam'], refreshMs: hourMs, discoveries } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(1);
      stage.update({ targets: { east: { refreshMs: undefined } } });
      await stage.until(10);
      const off = { followed: followed(stage), told: [...stage.notes.discoveries] };
      stage.update({ targets: { east: { refreshMs: hourMs } } });
      await stage.until(20);
      assert.deepEqual(
        { off, on: followed(stage), told: stage.notes.discoveries },
        {
          off: { followed: ['east akuam'], told: ['east ended'] },
          on: ['east akuam', 'east jorges'],
          told: ['east ended', 'east has 2'],
        },
      );
    });
  });

  it('looks after the new time when that comes first', async () => {
    const discoveries = [accountHas('nikkiw')];
    const targets = { east: { contacts: ['akuam'], refreshMs: hourMs, discoveries } };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(10);
      stage.update({ targets: { east: { refreshMs: minuteMs } } });
      await stage.until(140);
      assert.deepEqual(stage.sources.east.begunAt('ListContacts', '').map(Math.round), [0, 70, 130]);
    });
  });
});

describe('updates before polling has begun', () => {
  it('are what polling begins with', async () => {
    const targets = { east: { contacts: ['akuam'] }, west: { contacts: ['diegor'] } };
    await staged({ targets, later: ['west'] }, async (stage) => {
      stage.update({ targets: { west: {} } });
      void stage.run();
      await stage.until(1);
      assert.deepEqual(
        [stage.sources.east.begun, stage.sources.west.begun, stage.ledger.totals('diegor')],
        [{}, { diegor: 1 }, totals()],
      );
    });
  });
});
