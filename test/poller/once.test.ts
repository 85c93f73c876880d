import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { listed, sentTotals } from '../core/stories.js';
import { at, minuteMs, staged } from './polled.js';
import { answers, fails, lists, takes, timesOut } from './scripted-listing.js';
import { accountHas } from './scripted-source.js';

const refreshMs = 10 * minuteMs;

describe('a single sweep of everything', () => {
  it('sweeps every contact once, discovered ones too, and returns the faults', async () => {
    const scene = {
      targets: {
        east: { contacts: ['akuam', 'diegor'], pages: { diegor: [[fails('access_denied')]] } },
        west: {
          refreshMs,
          discoveries: [accountHas('nikkiw', 'jorges')],
          pages: { jorges: [[timesOut(5)]] },
        },
        south: { contacts: ['mona'], refreshMs, discoveries: [[fails('throttled')]] },
      },
    };
    await staged(scene, async ({ sweepOnce, sources }) => {
      const faults = await sweepOnce();
      assert.deepEqual(
        [faults.map(({ reason }) => reason), sources.east.begun, sources.west.begun, sources.south.begun],
        [['access_denied', 'timeout', 'throttled'], { akuam: 1, diegor: 1 }, { nikkiw: 1, jorges: 1 }, { mona: 1 }],
      );
    });
  });

  it('asks for each answer as often as it was told to', async () => {
    const page = listed({ sentAt: at(-10) });
    const patient = [
      [fails('throttled')],
      [fails('internal')],
      [answers<ListedPage>(), fails('network'), answers(page)],
    ];
    const east = { contacts: ['akuam', 'diegor'], pages: { akuam: patient, diegor: [[fails('network')]] } };
    await staged({ targets: { east }, options: { tries: 3 } }, async ({ sweepOnce, sources, ledger }) => {
      const faults = await sweepOnce();
      assert.deepEqual(
        { faults: faults.map(({ reason }) => reason), begun: sources.east.begun, counted: ledger.totals('akuam') },
        {
          faults: ['network'],
          begun: { akuam: 3, diegor: 3 },
          counted: sentTotals('p', at(-10)),
        },
      );
    });
  });

  it('waits for names that are asked for already', async () => {
    const info = { displayName: 'Akua Mansa', type: 'PERSONAL' };
    const east = { contacts: ['akuam'], describe: { akuam: [takes(5000, info)] } };
    await staged({ targets: { east } }, async ({ poller, until, sources }) => {
      await poller.introduce();
      const sweep = poller.sweepOnce(new AbortController().signal);
      // The name as it is at that moment, not when it comes later.
      const named = sweep.then(() => poller.targets[0]?.followers[0]?.info);
      await until(60);
      assert.deepEqual([await named, sources.east.asked('GetContact')], [info, ['akuam']]);
    });
  });

  it('lists the contacts as patiently as it asks for their pages', async () => {
    const discoveries = [[fails('throttled')], [fails('network')], accountHas('akuam')];
    const east = { refreshMs, discoveries };
    await staged({ targets: { east }, options: { tries: 3 } }, async ({ sweepOnce, sources, notes }) => {
      const faults = await sweepOnce();
      assert.deepEqual(
        [faults, sources.east.begun, notes.discoveries, notes.asks.filter((ask) => ask.startsWith('ListContacts'))],
        [
          [],
          { akuam: 1 },
          ['east has 1'],
          ['ListContacts discovery', 'ListContacts discovery again', 'ListContacts discovery again'],
        ],
      );
    });
  });

  it('asks for no engagements', async () => {
    const east = { contacts: ['akuam'], pages: { akuam: [lists([listed({ sentAt: at(-10) })])] } };
    const options = { activity: { enabled: true, lookbackMs: 15 * minuteMs } };
    await staged({ targets: { east }, options }, async ({ sweepOnce, sources }) => {
      await sweepOnce();
      assert.deepEqual(
        sources.east.sent.map(({ operation }) => operation),
        ['ListPagesByContact', 'GetContact'],
      );
    });
  });
});
