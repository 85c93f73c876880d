import assert from 'node:assert/strict';
import { totals } from '../core/stories.js';
import { staged, until } from './polled.js';
import type { Stage } from './polled.js';

const refreshMs = 20;

function followed({ poller }: Stage<'east'>): string[] {
  return (poller.targets[0]?.followers ?? []).map(({ contact }) => contact.alias).sort();
}

/** How many sweeps of a contact have begun by the time that others have had three more. */
async function sweepsMeanwhile({ sources: { east } }: Stage<'east'>, alias: string, other: string): Promise<number> {
  const [before, others] = [east.begun[alias] ?? 0, east.begun[other] ?? 0];
  await until(() => (east.begun[other] ?? 0) >= others + 3);
  return (east.begun[alias] ?? 0) - before;
}

describe('discovery', () => {
  it('follows what it finds beside the configured contacts, with series and names at once', async () => {
    const east = { contacts: ['akuam'], refreshMs: 60_000, aliasPrefix: 'n', discoveries: [['nikkiw', 'jorges']] };
    await staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await until(() => ['akuam', 'nikkiw'].every((alias) => (stage.sources.east.begun[alias] ?? 0) >= 2));
      assert.deepEqual(
        [
          followed(stage),
          stage.notes.discoveries,
          stage.ledger.totals('nikkiw'),
          stage.ledger.totals('jorges'),
          stage.poller.targets[0]?.followers.find(({ contact }) => contact.alias === 'nikkiw')?.info,
        ],
        [['akuam', 'nikkiw'], ['east has 2'], totals(), undefined, { displayName: 'nikkiw by name', type: 'PERSONAL' }],
      );
    });
  });

  it('takes on contacts that appear, lets go of those that vanish, and goes on with the rest', async () => {
    const east = { contacts: ['akuam'], refreshMs, discoveries: [['nikkiw'], ['nikkiw', 'jorges'], ['jorges']] };
    await staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await until(() => stage.notes.discoveries.length >= 3 && (stage.sources.east.begun['jorges'] ?? 0) >= 1);
      assert.deepEqual(
        [followed(stage), stage.notes.discoveries.slice(0, 3), await sweepsMeanwhile(stage, 'nikkiw', 'jorges')],
        [['akuam', 'jorges'], ['east has 2', 'east has 3', 'east has 2'], 0],
      );
      assert.deepEqual([...stage.sources.east.overlapping], []);
    });
  });

  it('keeps the known contacts, and tries again, when it fails', async () => {
    const discoveries = [['nikkiw'], 'internal', 'network', ['nikkiw', 'jorges']] as const;
    await staged({ targets: { east: { contacts: ['akuam'], refreshMs, discoveries } } }, async (stage) => {
      void stage.run();
      await until(() => stage.notes.discoveries.length >= 3);
      const during = followed(stage);
      await until(() => (stage.sources.east.begun['jorges'] ?? 0) >= 1);
      assert.deepEqual(
        { during, after: followed(stage), told: stage.notes.discoveries.slice(0, 4) },
        {
          during: ['akuam', 'nikkiw'],
          after: ['akuam', 'jorges', 'nikkiw'],
          told: ['east has 2', 'east has 2: internal', 'east has 2: network', 'east has 3'],
        },
      );
    });
  });

  it('that fails at once leaves the configured contacts followed', async () => {
    const east = { contacts: ['akuam'], refreshMs, discoveries: ['access_denied' as const] };
    await staged({ targets: { east } }, async (stage) => {
      void stage.run();
      await until(() => (stage.sources.east.begun['akuam'] ?? 0) >= 3);
      assert.deepEqual([followed(stage), stage.notes.discoveries[0]], [['akuam'], 'east has 1: access_denied']);
    });
  });
});
