import { pageTimes, type PageStory, type PageTimes } from './story.js';
import { toArray } from './timeline.js';
import type { World } from './world.js';

/** The world's own account of one contact. Durations in milliseconds, in the order of the first sends. */
export interface ContactTruth {
  readonly sent: number;
  /** Sends beyond the first of each page. */
  readonly resent: number;
  readonly delivered: number;
  readonly acknowledged: number;
  readonly unread: number;
  /** From the first send; a time before it counts as 0. */
  readonly deliveryMs: readonly number[];
  readonly acknowledgeMs: readonly number[];
  /** Distinct engagements with a page to this contact. */
  readonly engagements: number;
  readonly engagementsAcknowledged: number;
  /** From the engagement's first send to this contact to the first time one of its pages was read. */
  readonly engagementAcknowledgeMs: readonly number[];
  /** Pages that were unread for longer than `unansweredAfterMs`, even if read after that. Only when asked for. */
  readonly unanswered?: number;
}

export interface TruthOptions {
  readonly unansweredAfterMs?: number;
}

export interface Truth {
  /** Epoch milliseconds. */
  readonly at: number;
  /** By contact ARN; every contact is there, also those without a page. */
  readonly contacts: Readonly<Record<string, ContactTruth>>;
}

/** What had happened in the world by `at` (epoch milliseconds), counted from its stories. */
export function truthOf(world: World, at: number, options: TruthOptions = {}): Truth {
  const contacts = world.contacts().map(({ arn }) => {
    const seen = toArray(world.pagesOf(arn, at)).flatMap((story) => sightings(story, at));
    return [arn, contactTruth(seen, at, options)] as const;
  });
  return { at, contacts: Object.fromEntries(contacts) };
}

interface Sighting {
  readonly story: PageStory;
  readonly times: PageTimes;
}

function sightings(story: PageStory, at: number): Sighting[] {
  const times = pageTimes(story, at);
  return times === undefined ? [] : [{ story, times }];
}

function contactTruth(seen: readonly Sighting[], at: number, { unansweredAfterMs }: TruthOptions): ContactTruth {
  const deliveryMs = seen.flatMap(({ story, times }) => since(story.sends[0], times.deliveredAt));
  const acknowledgeMs = seen.flatMap(({ story, times }) => since(story.sends[0], times.readAt));
  const engagements = byEngagement(seen);
  const engagementAcknowledgeMs = engagements.flatMap(firstAcknowledgement);
  return {
    sent: seen.length,
    resent: seen.reduce((total, { story }) => total + story.sends.filter((send) => send <= at).length - 1, 0),
    delivered: deliveryMs.length,
    acknowledged: acknowledgeMs.length,
    unread: seen.length - acknowledgeMs.length,
    deliveryMs,
    acknowledgeMs,
    engagements: engagements.length,
    engagementsAcknowledged: engagementAcknowledgeMs.length,
    engagementAcknowledgeMs,
    ...(unansweredAfterMs !== undefined && {
      unanswered: seen.filter(({ story, times }) => (times.readAt ?? at) - story.sends[0] > unansweredAfterMs).length,
    }),
  };
}

function byEngagement(seen: readonly Sighting[]): Sighting[][] {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of seen) {
    const group = groups.get(sighting.story.engagementArn);
    if (group === undefined) groups.set(sighting.story.engagementArn, [sighting]);
    else group.push(sighting);
  }
  return [...groups.values()];
}

function firstAcknowledgement(pages: readonly Sighting[]): number[] {
  const reads = pages.flatMap(({ times }) => times.readAt ?? []);
  if (reads.length === 0) return [];
  return since(Math.min(...pages.map(({ story }) => story.sends[0])), Math.min(...reads));
}

function since(sentAt: number, time: number | undefined): number[] {
  return time === undefined ? [] : [Math.max(0, time - sentAt)];
}
