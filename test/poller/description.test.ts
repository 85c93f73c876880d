import assert from 'node:assert/strict';
import { hourMs, staged } from './polled.js';
import { answers, fails, hangs, takes } from './scripted-listing.js';

const info = { displayName: 'Akua Mansa', type: 'PERSONAL' };
const nothing = { displayName: '', type: '' };

describe('the name of a contact', () => {
  const rows = [
    { what: 'is asked for after the first sweep', reply: answers(info), expected: info },
    { what: 'may take long', reply: takes(150_000, info), expected: info },
    { what: 'is no condition for working', reply: fails('access_denied'), expected: nothing },
    { what: 'may never come', reply: hangs, expected: nothing },
  ];
  for (const { what, reply, expected } of rows) {
    it(what, async () => {
      const east = { contacts: ['akuam'], describe: { akuam: [reply] } };
      await staged({ targets: { east } }, async ({ poller, run, until, sources, notes }) => {
        void run();
        await until(200);
        assert.deepEqual(
          {
            info: poller.targets[0]?.followers[0]?.info,
            begun: sources.east.begunAt('ListPagesByContact', 'akuam'),
            asked: sources.east.begunAt('GetContact', 'akuam'),
            changes: notes.changes,
          },
          { info: expected, begun: [0, 60, 120, 180], asked: [0.1], changes: ['akuam works'] },
        );
      });
    });
  }

  it('is asked for ever less often while it is refused, and no more once it is known', async () => {
    const refused = fails('access_denied');
    const east = {
      contacts: ['akuam'],
      describe: { akuam: [...Array<typeof refused>(5).fill(refused), answers(info)] },
    };
    await staged({ targets: { east } }, async ({ run, until, sources }) => {
      void run();
      await until((3 * hourMs) / 1000);
      // With the first sweep after half of ten minutes three times, and then of fifteen.
      assert.deepEqual(sources.east.begunAt('GetContact', 'akuam'), [0.1, 360.1, 720.1, 1080.1, 1560.1, 2040.1]);
    });
  });

  it('is not asked for while no sweep has succeeded', async () => {
    const east = { contacts: ['akuam'], pages: { akuam: [[fails('access_denied')]] } };
    await staged({ targets: { east } }, async ({ run, until, sources }) => {
      void run();
      await until(600);
      assert.deepEqual(sources.east.asked('GetContact'), []);
    });
  });
});
