import assert from 'node:assert/strict';
import { Fault } from '../../src/core/fault.js';
import type { ContactHealth } from '../../src/core/health.js';
import { listed, totals } from '../core/stories.js';
import { staged, until } from './polled.js';
import type { Stage } from './polled.js';
import { fails, lists } from './scripted-source.js';
import type { Listing } from './scripted-source.js';

const works = lists([]);

function scene(...akuam: readonly Listing[]) {
  return { targets: { east: { contacts: ['akuam'], listings: { akuam } } } };
}

function healthOf({ poller }: Stage<'east'>): ContactHealth | undefined {
  return poller.targets[0]?.followers[0]?.health;
}

describe('a followed contact', () => {
  it('has no health before its first sweep', async () => {
    await staged(scene(works), async (stage) => {
      await stage.poller.introduce();
      assert.deepEqual(healthOf(stage), { consecutiveFailures: 0 });
    });
  });

  it('tells each change of its health once', async () => {
    const script = [works, works, fails('network'), fails('network'), fails('internal'), works, works];
    await staged(scene(...script), async (stage) => {
      void stage.run();
      await until(() => stage.notes.sweeps.length >= script.length + 2);
      assert.deepEqual(
        { changes: stage.notes.changes, health: healthOf(stage), first: stage.notes.sweeps.slice(0, script.length) },
        {
          changes: ['akuam works', 'akuam fails: network', 'akuam fails: internal', 'akuam works again'],
          health: { isUp: true, lastSuccessAt: 5000, consecutiveFailures: 0 },
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
    await staged(scene(works, fails('timeout'), fails('malformed')), async (stage) => {
      await stage.poller.introduce();
      const healths: unknown[] = [];
      for (let sweeps = 0; sweeps < 3; sweeps += 1) {
        await stage.poller.sweepOnce(stage.signal);
        healths.push(healthOf(stage));
      }
      assert.deepEqual(healths, [
        { isUp: true, lastSuccessAt: 5000, consecutiveFailures: 0 },
        { isUp: false, lastSuccessAt: 5000, consecutiveFailures: 1, reason: 'timeout' },
        { isUp: false, lastSuccessAt: 5000, consecutiveFailures: 2, reason: 'malformed' },
      ]);
    });
  });

  it('counts what was listed before a fault, and the engagement when a listing is whole again', async () => {
    const page = listed({ sentAt: 1000, readAt: 4000 });
    await staged(scene(fails('throttled', [page], []), lists([page])), async ({ poller, ledger, signal }) => {
      await poller.introduce();
      const faults = await poller.sweepOnce(signal);
      const cutShort = ledger.totals('akuam');
      await poller.sweepOnce(signal);
      const duration = { boundsSeconds: [60, 600], counts: [1, 0, 0], sumMs: 3000 };
      const read = { pagesSent: 1, pagesAcknowledged: 1, acknowledgeDuration: duration };
      const answered = { engagements: 1, engagementsAcknowledged: 1, engagementAcknowledgeDuration: duration };
      assert.deepEqual(
        [faults.map(({ reason }) => reason), cutShort, ledger.totals('akuam')],
        [['throttled'], totals(read), totals({ ...read, ...answered })],
      );
    });
  });

  it('goes on being followed when a sweep fails inside the exporter', async () => {
    // eslint-disable-next-line require-yield -- It fails before it answers.
    const breaks: Listing = async function* () {
      await Promise.reject(new TypeError('scripted: a mistake of our own'));
    };
    await staged(scene(breaks, works), async ({ run, notes }) => {
      void run();
      await until(() => notes.changes.length >= 2);
      assert.deepEqual(notes.changes, ['akuam fails: internal', 'akuam works']);
    });
  });

  it('is described when it has been swept, and works without', async () => {
    const info = { displayName: 'Akua Mansa', type: 'PERSONAL' };
    const rows = [
      { describe: () => Promise.resolve(info), expected: info },
      {
        describe: () => Promise.reject(new Fault('access_denied', 'scripted')),
        expected: { displayName: '', type: '' },
      },
    ];
    const outcomes: unknown[] = [];
    for (const { describe: answer } of rows) {
      await staged({ targets: { east: { contacts: ['akuam'], describe: answer } } }, async (stage) => {
        await stage.poller.introduce();
        await stage.poller.sweepOnce(stage.signal);
        outcomes.push([stage.poller.targets[0]?.followers[0]?.info, stage.notes.changes]);
      });
    }
    assert.deepEqual(
      outcomes,
      rows.map(({ expected }) => [expected, ['akuam works']]),
    );
  });
});

describe('the name of a contact', () => {
  it('is not asked for at every sweep when it is refused', async () => {
    let asked = 0;
    const describeContact = () => {
      asked += 1;
      return Promise.reject(new Fault('access_denied', 'scripted'));
    };
    const target = { contacts: ['akuam'], describe: describeContact };
    await staged({ targets: { east: target }, options: { random: () => 1 } }, async ({ run, sources: { east } }) => {
      void run();
      await until(() => (east.begun['akuam'] ?? 0) >= 10);
      assert.equal(asked, 1);
    });
  });
});
