import { generateWorld } from '../../src/simulator/generate/generated-world.js';
import { rush } from '../../src/simulator/generate/profile.js';
import { past } from '../../src/simulator/world/story.js';
import type { ContactStory, PageStory } from '../../src/simulator/world/story.js';
import type { World } from '../../src/simulator/world/world.js';
import { expectedMetrics, labelsOf } from '../e2e/expected-metrics.js';
import { buckets } from '../e2e/rush.js';
import { seriesOf } from '../e2e/scrape.js';
import type { Series } from '../e2e/scrape.js';

const minuteMs = 60_000;
export const unreadWindowMs = 60 * minuteMs;
/** Between two sends of a page; the world never moves on by as much while one of its sends has not been counted. */
const retryIntervalMs = 6000;
const stepMs = 5000;
const people = 6;

export type History = 'count' | 'baseline';

/**
 * A world whose time goes on in steps, so that what an exporter must have counted doesn't depend on how fast anything is:
 * a step is made when every send so far has been counted. It never runs ahead of the real time.
 */
export class CrashWorld {
  readonly world: World;
  /** When the unread window of the last page from before the start ends; epoch milliseconds. */
  readonly settledAt: number;
  readonly #history: History;
  readonly #seed: string;
  #now = Date.now();
  #liveFrom = Infinity;
  #sends: Series = {};
  #isFrozen = false;

  constructor(seed: string, history: History) {
    this.#seed = seed;
    this.#history = history;
    const [longAgo, anHourAgo] = [this.#now - 4 * unreadWindowMs, this.#now - unreadWindowMs];
    // Sent once: nobody saw when a page of the past was sent first.
    const once = { ...rush, maxSends: 1 };
    const over = { from: longAgo, to: longAgo + 10 * minuteMs, profile: { ...once, incidentEveryMs: 2000 } };
    // Their window ends while the exporter is killed; what a baseline leaves out must be over.
    const ending = { from: anHourAgo, to: anHourAgo + 15_000, profile: once };
    this.world = generateWorld({ seed, people, phases: history === 'count' ? [over, ending] : [over] });
    const { pages } = this.world.stories(this.#now);
    this.settledAt = Math.max(...pages.map(({ sends }) => sends[0])) + unreadWindowMs;
  }

  /** What the world's clock shows; epoch milliseconds. */
  readonly now = (): number => this.#now;

  contacts(): readonly ContactStory[] {
    return this.world.contacts();
  }

  /** Has incidents from now on, for so long. */
  goLive(forMs: number): void {
    const from = Date.now();
    const profile = { ...rush, incidentEveryMs: 500, retryIntervalMs, stageMs: 3000, responseScale: 1 / 60 };
    const nothing = { from, to: from, profile };
    const live = { from, to: from + forMs, profile };
    // ARNs come from the place of a phase: this one must not have that of another.
    const told = generateWorld({ seed: this.#seed, people, phases: [nothing, nothing, live] });
    const { engagements, pages } = told.stories(live.to + minuteMs);
    this.world.add({ engagements, pages });
    this.#liveFrom = from;
    this.#look();
  }

  /** Lets nothing more happen. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Moves on, when every send so far is shown. */
  stepIfCounted(shown: Series): void {
    if (this.#isFrozen || !this.isCounted(shown)) return;
    this.#now = Math.max(this.#now, Math.min(Date.now(), this.#now + stepMs));
    this.#look();
  }

  /** Whether every send so far is shown. */
  isCounted(shown: Series): boolean {
    return Object.entries(this.#sends).every(([key, value]) => shown[key] === value);
  }

  /** What must be shown when all that has happened so far is counted. */
  truth(): Series {
    const stories = { contacts: this.contacts(), pages: this.counted() };
    return expectedMetrics({ stories, at: Date.now(), unreadWindowMs, ...buckets });
  }

  /** The pages that count, with what has happened to them so far. */
  counted(): PageStory[] {
    const { pages } = this.world.stories(this.#now);
    return pages
      .filter(({ sends }) => this.#history === 'count' || sends[0] >= this.#liveFrom)
      .map((page) => soFar(page, this.#now));
  }

  #look(): void {
    const pages = this.counted();
    const sends = this.contacts().flatMap((contact) => {
      const own = pages.filter(({ contactArn }) => contactArn === contact.arn);
      const labels = labelsOf(contact);
      const again = own.reduce((sum, page) => sum + page.sends.length - 1, 0);
      return [
        [seriesOf('ssm_contacts_pages_sent_total', labels), own.length],
        [seriesOf('ssm_contacts_pages_resent_total', labels), again],
      ] as const;
    });
    this.#sends = Object.fromEntries(sends);
  }
}

function soFar(page: PageStory, now: number): PageStory {
  const { deliveredAt, readAt, sends, ...rest } = page;
  const [first, ...again] = sends;
  const [delivered, read] = [past(deliveredAt, now), past(readAt, now)];
  return {
    ...rest,
    sends: [first, ...again.filter((send) => send <= now)],
    ...(delivered !== undefined && { deliveredAt: delivered }),
    ...(read !== undefined && { readAt: read }),
  };
}
