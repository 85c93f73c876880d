import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import type { GenerateOptions } from '../../src/simulator/generate/generated-world.js';
import { rush } from '../../src/simulator/generate/profile.js';
import type { Profile } from '../../src/simulator/generate/profile.js';
import type { Stories } from '../../src/simulator/world/story.js';
import type { World } from '../../src/simulator/world/world.js';
import type { Expectation } from './expected-metrics.js';

export interface Rush {
  readonly world: World;
  /** All of it, told to the end. */
  readonly stories: Stories;
  /** When the last page has been sent, delivered and read for the last time; epoch milliseconds. */
  readonly endsAt: number;
}

/** Pages are unread for too long after this; in a rush some are read before and some after it. */
export const unreadWindowMs = 2000;

/** Bounds among which the durations of a rush spread. */
export const buckets = {
  deliveryBuckets: [0.01, 0.1, 0.3, 1, 3],
  acknowledgeBuckets: [0.1, 0.3, 1, 3, 5],
};

const longestMs = 300_000;

/** A world that begins in a second, when an exporter has had time to start, and has incidents for `forMs`. */
export function createRush(
  seed: string | number,
  forMs: number,
  profile: Partial<Profile> = {},
  account: Pick<GenerateOptions, 'people' | 'accountId'> = {},
): Rush {
  const from = Date.now() + 1000;
  const phase = { from, to: from + forMs, profile: { ...rush, responseScale: 1 / 400, ...profile } };
  const world = generateWorld({ seed, phases: [phase], ...account });
  const stories = world.stories(phase.to + longestMs);
  const times = stories.pages.flatMap(({ sends, deliveredAt, readAt }) => [...sends, deliveredAt ?? 0, readAt ?? 0]);
  return { world, stories, endsAt: Math.max(...times) };
}

/** The sections of a configuration for a rush. */
export const rushSections = {
  poll: { unreadWindow: `${unreadWindowMs}ms` },
  metrics: buckets,
};

/** What must be shown when the rush is over and the unread window of its last page has passed. */
export function expectationOf({ stories }: Rush): Expectation {
  return { stories, at: Date.now(), unreadWindowMs, ...buckets };
}
