import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { Pacer } from '../../src/poller/pacer.js';
import { listed, sentTotals, totals } from '../core/stories.js';
import { at, ceilingsOf, hourMs, intervalMs, minuteMs, staged } from './polled.js';
import type { Stage, TargetScript, Update } from './polled.js';
import { fails, hangs, lists, takes } from './scripted-listing.js';
import { accountHas, contactOf, described } from './scripted-source.js';

const denied = [fails('access_denied')];

function followed({ poller }: Pick<Stage<string>, 'poller'>): string[] {
  return poller.targets.flatMap(({ followers }) => followers.map(({ contact }) => contact.alias));
}

/** The target as it is, asked as somebody else. */
const renewed = (others: TargetScript = {}): Update<'east'> => ({ targets: { east: { generation: 1, ...others } } });
/** As the same one, with what else a reload may change. */
const unchanged: Update<'east'> = { targets: { east: { contacts: ['akuam', 'efuao'] } }, settings: { concurrency: 5 } };

describe('a target that is asked as somebody else', () => {
  /** When something is asked for that was denied four times, which then waits for long, after an update. */
  const askedAfter = (operation: 'ListContacts' | 'ListPagesByContact' | 'GetContact', update: Update<'east'>) => {
    const subject = operation === 'ListContacts' ? '' : 'akuam';
    const script: TargetScript = {
      contacts: ['akuam'],
      ListContacts: { refreshMs: hourMs, discoveries: [denied] },
      ListPagesByContact: { pages: { akuam: [denied] } },
      GetContact: { describe: { akuam: [fails('access_denied')] } },
    }[operation];
    return staged({ targets: { east: { contacts: ['akuam'], ...script } } }, async (stage) => {
      void stage.run();
      await stage.until(hourMs / 1000 + 30);
      const before = stage.sources.east.begunAt(operation, subject).length;
      stage.update(update);
      await stage.until(hourMs / 1000 + 31 + (operation === 'GetContact' ? intervalMs / 1000 : 0));
      return stage.sources.east.begunAt(operation, subject).length - before;
    });
  };
  for (const operation of ['ListContacts', 'ListPagesByContact', 'GetContact'] as const) {
    it(`waits for no refusal of ${operation} that was another's; else every refusal counts on`, async () => {
      assert.deepEqual([await askedAfter(operation, renewed()), await askedAfter(operation, unchanged)], [1, 0]);
    });
  }

  it('is as patient with refusals as at first', async () => {
    await staged({ targets: { east: { refreshMs: hourMs, discoveries: [denied] } } }, async (stage) => {
      void stage.run();
      await stage.until(1000);
      stage.update(renewed());
      await stage.until(1100);
      assert.deepEqual(
        stage.sources.east.begunAt('ListContacts', '').filter((second) => second >= 1000),
        [1000, 1030.1, 1060.2, 1090.3],
      );
    });
  });

  it('follows engagements again at once where it was denied', async () => {
    const activity = { enabled: true, lookbackMs: 15 * minuteMs };
    const east: TargetScript = { contacts: ['akuam'], engagements: [denied] };
    const faultsAfter = (update: Update<'east'>) =>
      staged({ targets: { east }, options: { activity } }, async (stage) => {
        void stage.run();
        await stage.until(1000);
        const before = stage.sources.east.asked('ListEngagements').length;
        stage.update({ ...update, settings: { ...update.settings, activity } });
        const faults = stage.poller.targets[0]?.followingFaults.size;
        await stage.until(1001);
        return {
          faults,
          asked: stage.sources.east.asked('ListEngagements').length - before,
          left: stage.notes.follows.includes('east left'),
        };
      });
    assert.deepEqual(
      [await faultsAfter(renewed()), await faultsAfter(unchanged)],
      [
        { faults: 0, asked: 1, left: true },
        { faults: 1, asked: 0, left: false },
      ],
    );
  });

  it('begins listings anew, and what the other one answers late is not counted', async () => {
    const [old, young] = ['old', 'young'].map((id) => listed({ arn: `arn:${id}`, sentAt: at(-60), readAt: at(-50) }));
    if (old === undefined || young === undefined) throw new Error('no pages');
    const pages = { akuam: [[takes<ListedPage>(100), takes(50_000, old)], lists([young])] };
    await staged({ targets: { east: { contacts: ['akuam'], pages } } }, async (stage) => {
      void stage.run();
      await stage.until(30);
      stage.update(renewed());
      await stage.until(35);
      const atOnce = stage.ledger.totals('akuam')?.pagesSent;
      await stage.until(59);
      assert.deepEqual(
        {
          atOnce,
          later: stage.ledger.totals('akuam')?.pagesSent,
          asked: stage.sources.east.asked('ListPagesByContact'),
          sweeps: stage.notes.sweeps,
        },
        { atOnce: 1, later: 1, asked: ['akuam', 'akuam t1', 'akuam'], sweeps: ['east: succeeded'] },
      );
    });
  });

  it('keeps the health and the turns of its contacts', async () => {
    await staged({ targets: { east: { contacts: ['akuam'] } } }, async (stage) => {
      void stage.run();
      await stage.until(70);
      stage.update(renewed());
      const [follower] = stage.poller.targets[0]?.followers ?? [];
      const isUp = follower?.health.isUp;
      await stage.until(130);
      assert.deepEqual(
        { isUp, at: stage.sources.east.begunAt('ListPagesByContact', 'akuam'), changes: stage.notes.changes },
        { isUp: true, at: [0, 60, 120], changes: ['akuam works'] },
      );
    });
  });

  it('gives up the list that hangs, and never takes it over', async () => {
    const discoveries = [[hangs], accountHas('jorges')];
    await staged({ targets: { east: { refreshMs: hourMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(5);
      stage.update(renewed());
      await stage.until(6);
      assert.deepEqual(
        { followed: followed(stage), told: stage.notes.discoveries, running: stage.sources.east.running },
        { followed: ['jorges'], told: ['east has 1'], running: 0 },
      );
    });
  });

  it('drops the answers to a list that was begun by the other, wherever it is', async () => {
    const discoveries = [[takes(100, described('akuam')), takes(20_000, described('diegor'))], accountHas('jorges')];
    await staged({ targets: { east: { refreshMs: hourMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(5);
      stage.update(renewed());
      await stage.until(100);
      assert.deepEqual([followed(stage), stage.notes.discoveries], [['jorges'], ['east has 1']]);
    });
  });

  const [ours, others] = ['111122223333', '444455556666'];
  const relisted = (then: TargetScript['discoveries'], before?: string, after?: string) => {
    const discoveries = [accountHas('akuam'), ...((then ?? []) as [])];
    const east = { contacts: ['efuao'], refreshMs: hourMs, discoveries, ...(before && { accountId: before }) };
    return staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await stage.until(5);
      stage.update(renewed({ accountId: after }));
      const atOnce = followed(stage);
      await stage.until(10);
      return { atOnce, then: followed(stage), told: stage.notes.discoveries.slice(1, 2) };
    });
  };
  const rows: readonly (readonly [string, () => ReturnType<typeof relisted>, Awaited<ReturnType<typeof relisted>>])[] =
    [
      [
        'until there is another',
        () => relisted([accountHas('jorges')], ours, ours),
        { atOnce: ['efuao', 'akuam'], then: ['efuao', 'jorges'], told: ['east has 2'] },
      ],
      [
        'while nobody knows better',
        () => relisted([[fails('internal')]]),
        {
          atOnce: ['efuao', 'akuam'],
          then: ['efuao', 'akuam'],
          told: ['east has 2: internal'],
        },
      ],
      [
        'no longer than until it is refused another',
        () => relisted([denied]),
        { atOnce: ['efuao', 'akuam'], then: ['efuao'], told: ['east has 1: access_denied'] },
      ],
      [
        'only as far as it is of the new account',
        () => relisted([[hangs]], ours, others),
        { atOnce: ['efuao'], then: ['efuao'], told: [] },
      ],
      [
        'also of another account, which shares them, while the role is of the same one',
        () => relisted([[hangs]], others, others),
        { atOnce: ['efuao', 'akuam'], then: ['efuao', 'akuam'], told: [] },
      ],
      [
        'as it is while nobody knows whether the account is another',
        () => relisted([[hangs]], undefined, others),
        { atOnce: ['efuao', 'akuam'], then: ['efuao', 'akuam'], told: [] },
      ],
      [
        'as it is when nobody knows any more which account it is',
        () => relisted([[hangs]], others, undefined),
        { atOnce: ['efuao', 'akuam'], then: ['efuao', 'akuam'], told: [] },
      ],
    ];
  for (const [what, play, expected] of rows) {
    it(`keeps the list that it has ${what}`, async () => assert.deepEqual(await play(), expected));
  }
});

describe('an update', () => {
  it('gives a contact that one target has let go of to another at once, wherever that stands', async () => {
    const targets = {
      west: { refreshMs: hourMs, discoveries: [[takes(1000, described('akuam'))]] },
      east: { refreshMs: hourMs, discoveries: [accountHas('akuam')] },
    };
    await staged({ targets }, async (stage) => {
      void stage.run();
      await stage.until(5);
      const names = () => stage.poller.targets.flatMap(({ name, followers }) => followers.map(() => name));
      const before = names();
      stage.update({ targets: { west: {}, east: { contacts: ['efuao'], refreshMs: undefined } } });
      assert.deepEqual([before, names()], [['east'], ['west', 'east']]);
    });
  });

  it('that can not be prepared changes nothing', async () => {
    await staged({ targets: { east: { contacts: ['akuam'] } } }, async (stage) => {
      void stage.run();
      await stage.until(5);
      const [target] = stage.poller.targets;
      const broken = {
        get name(): string {
          throw new Error('no name');
        },
      };
      assert.throws(() => stage.poller.prepare([broken as never], { intervalMs: 1 } as never), /no name/);
      await stage.until(130);
      assert.deepEqual(
        [stage.poller.targets[0] === target, stage.sources.east.begunAt('ListPagesByContact', 'akuam')],
        [true, [0, 60, 120]],
      );
    });
  });

  it('of the interval cuts no wait short that the service has asked for', async () => {
    const pages = { akuam: [[takes<never>(100), fails('internal', 100), takes<never>(100)]] };
    const options = { intervalMs: hourMs };
    await staged({ targets: { east: { contacts: ['akuam'], pages } }, options }, async (stage) => {
      void stage.run();
      await stage.until(30);
      stage.update({ targets: { east: {} }, settings: { intervalMs: minuteMs } });
      await stage.until(110);
      const sent = stage.sources.east.sent.filter(({ operation }) => operation === 'ListPagesByContact');
      assert.deepEqual(
        sent.map(({ at: sentAt, token }) => [sentAt, token]),
        [
          [0, undefined],
          [100, 't1'],
          // Half a second of jitter.
          [100_700, 't1'],
        ],
      );
    });
  });

  it('that lets a contact go remembers no longer when it came', async () => {
    const targets = { east: { contacts: ['akuam', 'diegor'] } };
    const policy = { history: 'baseline' } as const;
    await staged({ targets, policy }, async (stage) => {
      stage.clock.aheadMs = hourMs;
      void stage.run();
      await stage.until(1);
      stage.update({ targets: { east: { contacts: ['diegor'] } } });
      stage.clock.aheadMs = 0;
      await stage.until(100);
      stage.update({ targets: { east: { contacts: ['diegor', 'akuam'] } } });
      await stage.until(300);
      const since = ['akuam', 'diegor'].map((alias) => stage.ledger.contact(contactOf(alias).arn)?.knownSince);
      assert.deepEqual(since, [at(100), at(0)]);
    });
  });

  it('while an answer is written for a contact lets it be written, and tells nothing more of the contact', async () => {
    const page = listed({ sentAt: at(-60) });
    const pages = { akuam: [lists([page])] };
    await staged({ targets: { east: { contacts: ['akuam'], pages } } }, async (stage) => {
      await stage.poller.introduce();
      let write: () => void = () => undefined;
      stage.ledger.beforeCommit = () => new Promise<void>((resolve) => (write = resolve));
      void stage.run();
      await stage.until(1);
      stage.update({ targets: { east: { contacts: [] } } });
      stage.ledger.beforeCommit = () => Promise.resolve();
      write();
      await stage.until(2);
      assert.deepEqual(
        { counted: stage.ledger.totals('akuam'), sweeps: stage.notes.sweeps, changes: stage.notes.changes },
        { counted: sentTotals('p', at(-60)), sweeps: [], changes: [] },
      );
    });
  });

  it('while discovered contacts are made known ends their target without a word more of it', async () => {
    const targets = { east: { refreshMs: hourMs, discoveries: [accountHas('akuam')] }, west: { contacts: ['diegor'] } };
    await staged({ targets }, async (stage) => {
      await stage.poller.introduce();
      let write: () => void = () => undefined;
      stage.ledger.beforeCommit = () => new Promise<void>((resolve) => (write = resolve));
      void stage.run();
      await stage.until(1);
      stage.update({ targets: { west: {} } });
      stage.ledger.beforeCommit = () => Promise.resolve();
      write();
      await stage.until(2);
      assert.deepEqual([stage.notes.discoveries, stage.ledger.totals('akuam')], [[], totals()]);
    });
  });

  it('of the pace of discovery while it looks is in force when it has looked', async () => {
    const discoveries = [[takes(5000, described('nikkiw'))]];
    await staged({ targets: { east: { refreshMs: hourMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(1);
      stage.update({ targets: { east: { refreshMs: 10 * minuteMs } } });
      await stage.until(1000);
      assert.deepEqual(stage.sources.east.begunAt('ListContacts', ''), [0, 605]);
    });
  });

  it('of the pace of discovery while it looks makes it no less patient when that look fails', async () => {
    // The look after the first refusal is under way when the second one is about to come.
    const slowly = [{ ...fails('access_denied'), afterMs: 5000 }];
    const looksAfter = (refreshMs: number) =>
      staged({ targets: { east: { refreshMs: hourMs, discoveries: [slowly] } } }, async (stage) => {
        void stage.run();
        await stage.until(1);
        stage.update({ targets: { east: { refreshMs } } });
        await stage.until(200);
        return stage.sources.east.begunAt('ListContacts', '');
      });
    const undisturbed = await looksAfter(hourMs);
    assert.deepEqual([undisturbed, await looksAfter(1000)], [[0, 35, 70, 105, 170], undisturbed]);
  });
});

describe('a pause of a budget', () => {
  it('is kept by an update, and by one that asks as somebody else in the same account', async () => {
    const pages = { akuam: [[fails('throttled', 600)]] };
    await staged({ targets: { east: { contacts: ['akuam'], pages } }, ceilings: ceilingsOf(2) }, async (stage) => {
      void stage.run();
      await stage.until(1);
      stage.update(renewed());
      const { backoffSeconds = 0 } = stage.poller.targets[0]?.pacer.state('ListPagesByContact') ?? {};
      await stage.until(100);
      assert.deepEqual([backoffSeconds > 500, stage.sources.east.asked('ListPagesByContact')], [true, ['akuam']]);
    });
  });

  it('is that of the budget which the target has now', async () => {
    await staged({ targets: { east: { contacts: ['akuam'] } } }, async (stage) => {
      void stage.run();
      await stage.until(1);
      const paused = async () => {
        const pacer = new Pacer({ ceilings: ceilingsOf(2), time: stage.time, random: () => 0.5 });
        (await pacer.admit('ListPagesByContact', new AbortController().signal)).throttled(600);
        return pacer;
      };
      const east = await paused();
      const pauses = () => (stage.poller.targets[0]?.pacer.state('ListPagesByContact').backoffSeconds ?? 0) > 0;
      const seen = [pauses()];
      stage.update({ ...renewed(), pacers: { east } });
      seen.push(pauses());
      await stage.until(300);
      stage.update(renewed({ generation: 2 }));
      seen.push(pauses());
      await stage.until(302);
      assert.deepEqual(
        { seen, at: stage.sources.east.begunAt('ListPagesByContact', 'akuam') },
        { seen: [false, true, false], at: [0, 300] },
      );
    });
  });
});
