import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { day } from '../../src/simulator/generate/profile.js';
import type { ContactStory, PageStory } from '../../src/simulator/world/story.js';
import { configFor } from '../e2e/target.js';
import { swept } from '../e2e/sweeps.js';
import type { TestBed } from '../e2e/test-bed.js';
import { unansweredAfterMs } from './demo.js';
import { occurrencesIn, type Exemplar, type Occurrence } from './exemplar-stories.js';

const hourMs = 3_600_000;

/** The time at which the world stands still. */
const restsAt = Date.now();

/** Every page is sent once, so that its duration does not depend on what is seen first; and none is still waiting. */
const world = generateWorld({
  seed: 3,
  phases: [
    {
      profile: { ...day, maxSends: 1, incidentEveryMs: 600_000 },
      from: restsAt - 26 * hourMs,
      to: restsAt - 2 * hourMs,
    },
  ],
});

const { contacts, pages } = world.stories(restsAt);

export const deliveryBuckets = [1, 10, 60, 600];
export const acknowledgeBuckets = [30, 60, 180, 600, 3600];

/** What is expected of the world; see test/e2e/expected-metrics.ts. */
export const expectation = {
  stories: { contacts, pages },
  at: restsAt,
  unreadWindowMs: unansweredAfterMs,
  deliveryBuckets,
  acknowledgeBuckets,
};

/** Starts a simulator and an exporter that has seen everything. Returns the exporter's host and port. */
export async function serveWorldAtRest(bed: TestBed, metrics: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const simulator = await bed.simulate({ world, clock: { now: () => restsAt } });
  const sections = {
    poll: { unreadWindow: `${unansweredAfterMs}ms` },
    metrics: { deliveryBuckets, acknowledgeBuckets, ...metrics },
  };
  const exporter = await bed.start(configFor(simulator, bed.path('ledger'), sections));
  await swept(exporter, contacts);
  return new URL(exporter.url).host;
}

const occurrences = occurrencesIn(pages, {
  at: restsAt,
  unansweredAfterMs,
  firstSends: ({ sends }) => sends,
});

/** Seconds from the first send of each page to its reading, by the contact's alias; rising. */
export function acknowledgeSeconds(): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(contacts.map((contact) => [contact.alias, secondsOf(contact)]));
}

function secondsOf({ arn }: ContactStory): number[] {
  const answered = pages.filter(({ contactArn, readAt = Infinity }) => contactArn === arn && readAt <= restsAt);
  return answered.map(durationOf).sort((a, b) => a - b);
}

function durationOf({ sends, readAt = NaN }: PageStory): number {
  return (readAt - sends[0]) / 1000;
}

/** The bound of the bucket that an occurrence falls into, as OpenMetrics writes it; undefined when it has no bucket. */
export function boundOf({ family, exemplar }: Occurrence): string | undefined {
  if (!family.endsWith('_seconds')) return undefined;
  const bounds = family.endsWith('delivery_duration_seconds') ? deliveryBuckets : acknowledgeBuckets;
  const bound = bounds.find((each) => exemplar.value <= each);
  return bound === undefined ? '+Inf' : `${bound}.0`;
}

/** The latest exemplar of each group, by the group's name; undefined names none. */
export function latestBy(groupOf: (occurrence: Occurrence) => string | undefined): Readonly<Record<string, Exemplar>> {
  const latest: Record<string, Exemplar> = {};
  for (const occurrence of occurrences) {
    const group = groupOf(occurrence);
    if (group === undefined) continue;
    const known = latest[group];
    if (known === undefined || known.at <= occurrence.exemplar.at) latest[group] = occurrence.exemplar;
  }
  return latest;
}
