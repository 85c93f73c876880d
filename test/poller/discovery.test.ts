import assert from 'node:assert/strict';
import { totals } from '../core/stories.js';
import { minuteMs, staged } from './polled.js';
import type { Stage } from './polled.js';
import { answers, fails, hangs, lists } from './scripted-listing.js';
import { accountHas, described } from './scripted-source.js';

const refreshMs = 10 * minuteMs;

function followed({ poller }: Stage<'east'>): string[] {
  return (poller.targets[0]?.followers ?? []).map(({ contact }) => contact.alias).sort();
}

describe('discovery', () => {
  it('follows what it finds beside the configured contacts, with series and names at once', async () => {
    const discoveries = [accountHas('nikkiw', 'jorges')];
    const east = { contacts: ['akuam'], refreshMs, aliasPrefix: 'n', discoveries };
    await staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await stage.until(70);
      assert.deepEqual(
        {
          followed: followed(stage),
          told: stage.notes.discoveries,
          series: [stage.ledger.totals('nikkiw'), stage.ledger.totals('jorges')],
          info: stage.poller.targets[0]?.followers.find(({ contact }) => contact.alias === 'nikkiw')?.info,
          named: stage.sources.east.asked('GetContact'),
          swept: Object.keys(stage.sources.east.begun),
        },
        {
          followed: ['akuam', 'nikkiw'],
          told: ['east has 2'],
          series: [totals(), undefined],
          info: { displayName: 'nikkiw by name', type: 'PERSONAL' },
          named: ['akuam'],
          swept: ['akuam', 'nikkiw'],
        },
      );
    });
  });

  it('takes on contacts that appear, lets go of those that vanish, and goes on with the rest', async () => {
    const discoveries = [accountHas('nikkiw'), accountHas('nikkiw', 'jorges'), accountHas('jorges')];
    await staged({ targets: { east: { contacts: ['akuam'], refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(1300);
      const { begun, overlapping } = stage.sources.east;
      await stage.until(1780);
      const { akuam = 0, jorges = 0, nikkiw = 0 } = stage.sources.east.begun;
      assert.deepEqual(
        {
          followed: followed(stage),
          told: stage.notes.discoveries,
          more: [akuam - (begun['akuam'] ?? 0), jorges - (begun['jorges'] ?? 0), nikkiw - (begun['nikkiw'] ?? 0)],
          overlapping,
        },
        {
          followed: ['akuam', 'jorges'],
          told: ['east has 2', 'east has 3', 'east has 2'],
          more: [8, 8, 0],
          overlapping: [],
        },
      );
    });
  });

  it('keeps the known contacts, and tries again soon, when it fails', async () => {
    const discoveries = [accountHas('nikkiw'), [fails('internal')], [fails('network')], accountHas('nikkiw', 'jorges')];
    await staged({ targets: { east: { contacts: ['akuam'], refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(601);
      const during = followed(stage);
      await stage.until(660);
      assert.deepEqual(
        { during, after: followed(stage), told: stage.notes.discoveries },
        {
          during: ['akuam', 'nikkiw'],
          after: ['akuam', 'jorges', 'nikkiw'],
          told: ['east has 2', 'east has 2: internal', 'east has 2: network', 'east has 3'],
        },
      );
    });
  });

  it('goes on at its token after troubles of a moment', async () => {
    const jorges = answers(described('jorges'));
    const discoveries = [[answers(described('nikkiw')), fails('throttled'), fails('internal'), jorges]];
    await staged({ targets: { east: { refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(60);
      const asked = stage.sources.east.sent.filter(({ operation }) => operation === 'ListContacts');
      assert.deepEqual(
        {
          asked: asked.map(({ at, token }) => [at, token]),
          followed: followed(stage),
          told: stage.notes.discoveries,
        },
        {
          // At once after throttling, which the budget waits for; half of two seconds.
          asked: [
            [0, undefined],
            [100, 't1'],
            [200, 't1'],
            [1300, 't1'],
          ],
          followed: ['jorges', 'nikkiw'],
          told: ['east has 2'],
        },
      );
    });
  });

  it('ends what is under way for a contact that has vanished', async () => {
    const discoveries = [accountHas('nikkiw'), accountHas()];
    await staged({ targets: { east: { refreshMs, discoveries, pages: { nikkiw: [[hangs]] } } } }, async (stage) => {
      void stage.run();
      await stage.until(599);
      const { running } = stage.sources.east;
      await stage.until(601);
      assert.deepEqual([running, stage.sources.east.running, stage.notes.sweeps], [1, 0, []]);
    });
  });

  it('is as patient as at first when it fails again after a success', async () => {
    const refused = [fails('access_denied')];
    const discoveries = [refused, accountHas(), refused, accountHas()];
    await staged({ targets: { east: { refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(700);
      assert.deepEqual(stage.sources.east.begunAt('ListContacts', ''), [0, 30.1, 630.2, 660.3]);
    });
  });

  it('takes nobody for gone when it fails half-way', async () => {
    const discoveries = [
      accountHas('nikkiw', 'jorges'),
      [answers(described('nikkiw')), fails('malformed')],
      lists([described('nikkiw')], [described('jorges')]),
    ];
    await staged({ targets: { east: { refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await stage.until(700);
      assert.deepEqual(
        { followed: followed(stage), told: stage.notes.discoveries },
        { followed: ['jorges', 'nikkiw'], told: ['east has 2', 'east has 2: malformed', 'east has 2'] },
      );
    });
  });

  it('that is refused at once leaves the configured contacts followed, and asks ever less often', async () => {
    const east = { contacts: ['akuam'], refreshMs, discoveries: [[fails('access_denied')]] };
    await staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await stage.until(400);
      assert.deepEqual(
        {
          followed: followed(stage),
          told: stage.notes.discoveries[0],
          at: stage.sources.east.begunAt('ListContacts', ''),
          swept: stage.sources.east.begun,
        },
        {
          followed: ['akuam'],
          told: 'east has 1: access_denied',
          at: [0, 30.1, 60.2, 90.3, 150.4, 270.5],
          swept: { akuam: 7 },
        },
      );
    });
  });
});
