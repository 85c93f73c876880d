import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day, drill, rush } from '../../src/simulator/generate/profile.js';
import type { PageStory, Stories } from '../../src/simulator/world/story.js';
import { truthOf } from '../../src/simulator/world/truth.js';

const hourMs = 3_600_000;
const to = Date.UTC(2025, 4, 20, 9);
const from = to - 24 * hourMs;

describe('a generated world', () => {
  it('is the same for the same seed, however it is asked, and another for another', () => {
    const options = { seed: 7, phases: [{ profile: day, from, to }] };
    const atOnce = generateWorld(options);
    const inSteps = generateWorld(options);
    const other = generateWorld({ ...options, seed: 8 });
    Array.from({ length: 24 }, (_, hour) => truthOf(inSteps, from + hour * hourMs));
    truthOf(inSteps, from);
    assert.deepEqual(inSteps.stories(to), atOnce.stories(to));
    assert.notDeepEqual(other.stories(to), atOnce.stories(to));
  });

  it('never changes what it said of an earlier time', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 24 * hourMs }), (seed, elapsedMs) => {
        const world = generateWorld({ seed, phases: [{ profile: day, from, to }] });
        const first = truthOf(world, from + elapsedMs);
        truthOf(world, to);
        assert.deepEqual(truthOf(world, from + elapsedMs), first);
      }),
      { numRuns: 25 },
    );
  });

  for (const seed of [1, 2, 3, 'demo']) {
    it(`has a believable day with seed ${seed}`, () => {
      const stories = generateWorld({ seed, phases: [{ profile: day, from, to }] }).stories(to);
      const { pages } = stories;
      const read = pages.filter(({ readAt }) => readAt !== undefined);
      assert.deepEqual(
        {
          incidents: stories.engagements.length >= 15 && stories.engagements.length <= 40,
          resent: pages.some(({ sends }) => sends.length > 1),
          neverAnswered: pages.some(({ readAt }) => readAt === undefined),
          answered: read.length > 5,
          readWithoutDelivery: read.some(({ deliveredAt }) => deliveredAt === undefined),
          unreadWithoutDelivery: pages.some(({ readAt, deliveredAt }) => (readAt ?? deliveredAt) === undefined),
          escalated: peoplePerEngagement(stories).some((people) => people > 1),
          somebodyWithoutAPage: stories.contacts.some(
            ({ arn, type }) => type === 'PERSONAL' && !pages.some(({ contactArn }) => contactArn === arn),
          ),
        },
        {
          incidents: true,
          resent: true,
          neverAnswered: true,
          answered: true,
          readWithoutDelivery: true,
          unreadWithoutDelivery: true,
          escalated: true,
          somebodyWithoutAPage: true,
        },
      );
    });
  }

  it('sends nothing any more once somebody has answered', () => {
    const stories = generateWorld({ seed: 3, phases: [{ profile: day, from, to }] }).stories(to);
    const lateSends = stories.engagements.flatMap(({ arn }) => {
      const pages = stories.pages.filter(({ engagementArn }) => engagementArn === arn);
      const answeredAt = Math.min(...pages.map(({ readAt = Infinity }) => readAt));
      return pages.flatMap(({ sends }) => sends).filter((send) => send >= answeredAt);
    });
    assert.deepEqual(lateSends, []);
    assert.ok(stories.engagements.length > 0);
  });

  it('goes from one phase to the next', () => {
    const drillTo = to + 10 * 60_000;
    const phases = [
      { profile: day, from, to },
      { profile: drill, from: to, to: drillTo },
    ];
    const starts = generateWorld({ seed: 1, phases })
      .stories(drillTo)
      .engagements.map(({ startAt }) => startAt);
    assert.ok(starts.filter((start) => start < to).length >= 15);
    assert.ok(starts.filter((start) => start >= to).length >= 20);
  });

  it('has a rush in which most pages are over within a few seconds', () => {
    const { pages } = generateWorld({ seed: 1, phases: [{ profile: rush, from: to, to: to + 5000 }] }).stories(
      to + 60_000,
    );
    const brief = pages.filter((page) => lastsMs(page) <= 5000);
    assert.ok(pages.length >= 15, `${pages.length} pages`);
    assert.ok(brief.length > 0.8 * pages.length, `${brief.length} of ${pages.length}`);
  });

  it('has a thousand people with distinct names', () => {
    const world = generateWorld({ seed: 1, people: 1000, phases: [{ profile: day, from, to }] });
    const people = world.contacts().filter(({ type }) => type === 'PERSONAL');
    assert.deepEqual(
      [new Set(people.map(({ alias }) => alias)).size, new Set(people.map(({ displayName }) => displayName)).size],
      [1000, 1000],
    );
  });
});

function peoplePerEngagement({ engagements, pages }: Stories): number[] {
  return engagements.map(({ arn }) => {
    const own = pages.filter(({ engagementArn }) => engagementArn === arn);
    return new Set(own.map(({ contactArn }) => contactArn)).size;
  });
}

function lastsMs({ sends, readAt }: PageStory): number {
  return (readAt ?? Math.max(...sends)) - sends[0];
}
