import assert from 'node:assert/strict';
import type { ListedPage } from '../../src/core/page.js';
import { ceilingsOf, staged } from './polled.js';
import { fails, lists } from './scripted-listing.js';
import type { Listing } from './scripted-listing.js';

function named(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index}`);
}

const healthy = named('h', 20);
const failing = named('f', 60);

describe('a crowd of contacts that fail', () => {
  for (const reason of ['internal', 'timeout', 'malformed', 'validation'] as const) {
    it(`by ${reason} leaves the others their share of the requests`, async () => {
      const listing: Listing<ListedPage> = [fails(reason)];
      const pages = Object.fromEntries(failing.map((alias) => [alias, [listing]]));
      const east = { contacts: [...failing, ...healthy], pages };
      await staged({ targets: { east }, ceilings: ceilingsOf(0.8) }, async ({ run, until, sources }) => {
        void run();
        await until(3600);
        // 0.8 requests a second make 36 sweeps of each of eighty in an hour.
        const begun = healthy.map((alias) => sources.east.begun[alias] ?? 0);
        const tooFew = begun.filter((sweeps) => sweeps < 0.9 * 36);
        assert.deepEqual({ tooFew, contacts: begun.length }, { tooFew: [], contacts: 20 }, begun.join(' '));
      });
    });
  }
});

describe('a contact whose listing has thousands of answers', () => {
  const long = lists(...Array.from({ length: 3000 }, (): ListedPage[] => []));
  const east = { contacts: ['long', 'akuam', 'diegor'], pages: { long: [long] } };
  const scene = { targets: { east }, ceilings: ceilingsOf(1) };

  it('leaves the others their first sweeps within seconds, and further ones', async () => {
    await staged(scene, async ({ run, until, sources }) => {
      void run();
      await until(1800);
      const begun = ['akuam', 'diegor'].map((alias) => sources.east.begunAt('ListPagesByContact', alias));
      const areFirstsSoon = begun.every(([first = NaN]) => first < 5);
      const tooFew = begun.filter((sweeps) => sweeps.length < 24);
      assert.deepEqual({ areFirstsSoon, tooFew }, { areFirstsSoon: true, tooFew: [] });
    });
  });

  it('comes to its end with what the others leave', async () => {
    await staged(scene, async ({ run, until, poller }) => {
      void run();
      await until(3600);
      const health = (poller.targets[0]?.followers ?? []).map(({ contact, health: { isUp } }) => [contact.alias, isUp]);
      assert.deepEqual(health, [
        ['long', true],
        ['akuam', true],
        ['diegor', true],
      ]);
    });
  });
});
