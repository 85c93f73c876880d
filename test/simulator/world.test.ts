import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageTimes } from '../../src/simulator/world/story.js';
import { toArray } from '../../src/simulator/world/timeline.js';
import { truthOf } from '../../src/simulator/world/truth.js';
import { createWorld } from '../../src/simulator/world/world.js';
import { akua, arns, diego, page } from './scripted.js';

describe('a page at a time', () => {
  it('shows the last send so far and the times that have come', () => {
    const story = page('p', { sends: [1000, 5000], deliveredAt: 6000, readAt: 5500 });
    assert.deepEqual(
      [999, 1000, 4999, 5000, 5500, 6000].map((at) => pageTimes(story, at)),
      [
        undefined,
        { sentAt: 1000 },
        { sentAt: 1000 },
        { sentAt: 5000 },
        { sentAt: 5000, readAt: 5500 },
        { sentAt: 5000, deliveredAt: 6000, readAt: 5500 },
      ],
    );
  });

  it('agrees with its story at any time', () => {
    const time = fc.integer({ min: 0, max: 1000 });
    const stories = fc.record({
      sends: fc.uniqueArray(time, { minLength: 1, maxLength: 5 }).map((sends) => sends.sort((a, b) => a - b)),
      deliveredAt: fc.option(time, { nil: undefined }),
      readAt: fc.option(time, { nil: undefined }),
    });
    fc.assert(
      fc.property(stories, time, ({ sends, deliveredAt, readAt }, at) => {
        const story = page('p', {
          sends: sends as [number, ...number[]],
          ...(deliveredAt !== undefined && { deliveredAt }),
          ...(readAt !== undefined && { readAt }),
        });
        const sent = sends.filter((send) => send <= at);
        const expected = {
          sentAt: Math.max(...sent),
          ...(deliveredAt !== undefined && deliveredAt <= at && { deliveredAt }),
          ...(readAt !== undefined && readAt <= at && { readAt }),
        };
        assert.deepEqual(pageTimes(story, at), sent.length === 0 ? undefined : expected);
      }),
    );
  });
});

describe('a scripted world', () => {
  it('lists pages by their first send, in whichever order they are added', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 10_000 })),
        fc.integer({ min: 0, max: 10_000 }),
        (sends, at) => {
          const world = createWorld({ contacts: [akua] });
          world.add({ pages: sends.map((send) => page(`p${send}`, { sends: [send] })) });
          const listed = toArray(world.pagesOf(akua.arn, at)).map((story) => story.sends[0]);
          assert.deepEqual(
            listed,
            sends.filter((send) => send <= at).sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it('counts the truth from its stories', () => {
    const second = arns.engagement('search', 'e2');
    const world = createWorld({
      contacts: [akua, diego],
      pages: [
        page('sms', { sends: [1000, 3000, 9000], deliveredAt: 4600, readAt: 5000 }),
        page('voice', { sends: [2000], readAt: 4000 }),
        page('early', { engagementArn: second, sends: [6000], deliveredAt: 5900 }),
        page('later', { engagementArn: second, sends: [20_000] }),
      ],
    });
    const nothing = {
      sent: 0,
      resent: 0,
      delivered: 0,
      acknowledged: 0,
      unread: 0,
      deliveryMs: [],
      acknowledgeMs: [],
      engagements: 0,
      engagementsAcknowledged: 0,
      engagementAcknowledgeMs: [],
      unanswered: 0,
    };
    assert.deepEqual(truthOf(world, 10_000, { unansweredAfterMs: 3000 }), {
      at: 10_000,
      contacts: {
        [akua.arn]: {
          sent: 3,
          resent: 2,
          delivered: 2,
          acknowledged: 2,
          unread: 1,
          deliveryMs: [3600, 0],
          acknowledgeMs: [4000, 2000],
          engagements: 2,
          engagementsAcknowledged: 1,
          engagementAcknowledgeMs: [3000],
          unanswered: 2,
        },
        [diego.arn]: nothing,
      },
    });
  });

  const impossible: [why: string, sends: number[]][] = [
    ['sends that do not rise', [2000, 1000]],
    ['a fraction of a millisecond', [1000.5]],
    ['no send', []],
  ];
  for (const [why, sends] of impossible) {
    it(`refuses a page with ${why}`, () => {
      const world = createWorld({ contacts: [akua] });
      assert.throws(
        () => world.add({ pages: [page('p', { sends: sends as [number, ...number[]] })] }),
        /page\/akuam\/p/,
      );
    });
  }

  it('refuses a page twice and a page to nobody', () => {
    const world = createWorld({ contacts: [akua], pages: [page('p')] });
    assert.throws(() => world.add({ pages: [page('p')] }), /exists already/);
    assert.throws(() => world.add({ pages: [page('q', { contactArn: diego.arn })] }), /no such contact/);
  });
});
