/** How much news to expect of something while nobody looks: events per second, as well as its past tells. */

/** An open page as far as it tells when news is to be expected; times in epoch milliseconds. */
export interface OpenPage {
  readonly firstSentAt: number;
  readonly lastSentAt: number;
  /** When somebody last answered another page of the engagement, or it ended; absent while all wait. */
  readonly answeredAt?: number;
}

export interface HazardOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly unreadWindowMs: number;
}

/** A page that is unread beyond the unread window becomes unanswered at the next look: that news is certain. */
export const certain = 1;

/** News of a contact that nobody pages: about once a day. */
const quiet = 1 / 86_400;

/** However old an open page is, it is worth more looks than a contact without one, while nobody has answered. */
const leastOpen = 10 * quiet;

/**
 * People answer soon or late: of those who have not answered for a while, few do in the next second. With answers spread
 * evenly over the logarithm of time the hazard is one over the age; the first half minute belongs to noticing.
 */
const noticingMs = 30_000;

/** Where one person has answered, the pages of others, and on other channels, mostly stay as they are. */
const answeredShare = 0.15;

/**
 * Plans count in whole minutes (AWS API reference: DurationInMinutes of a Stage, RetryIntervalInMinutes of a channel): a
 * page is sent again, and the next channel or person is paged, so many minutes after a send, and some seconds late.
 */
const minuteMs = 60_000;
const latenessMs = 8000;

const warmthHalfLifeMs = 6 * 3_600_000;

/** News of an open page to be expected at `now`, events per second. */
export function hazardOfPage(page: OpenPage, { now, unreadWindowMs }: HazardOptions): number {
  if (now - page.firstSentAt > unreadWindowMs) return certain;
  const ageMs = ageOf(page, now);
  const ofAnswer = 1000 / (ageMs + noticingMs);
  if (page.answeredAt !== undefined) return answeredShare * ofAnswer;
  return Math.max(leastOpen, ofAnswer + hazardOfSend(ageMs));
}

/** Milliseconds until more news than before may be expected of an open page: its next whole minute. */
export function untilNextMinuteMs(page: OpenPage, now: number): number {
  return page.answeredAt === undefined ? minuteMs - (ageOf(page, now) % minuteMs) : Infinity;
}

/** The hazard of a contact that has nothing open, after so much recent news (see `warmed`). */
export function hazardOfQuiet(warmth: number): number {
  return Math.min(leastOpen, quiet * (1 + warmth));
}

/** How active a contact has been: its news, each counting half after six hours. `elapsedMs` since `warmth` was so. */
export function warmed(warmth: number, elapsedMs: number, news: number): number {
  return warmth * 2 ** (-elapsedMs / warmthHalfLifeMs) + news;
}

/**
 * Milliseconds from one look to the next at something with this hazard, when each costs so many requests: the less is to
 * be expected, the longer. A look at a fresh page comes every sixtieth of the interval, and nothing waits for longer than
 * an interval.
 */
export function gapMs(hazard: number, cost: number, intervalMs: number): number {
  const freshHazard = 1000 / noticingMs;
  return Math.min(intervalMs, shortestGapMs(intervalMs) * Math.max(1, Math.sqrt((cost * freshHazard) / hazard)));
}

/** The least time between two looks at the same thing: a sixtieth of the interval, and ten looks a second are enough. */
export function shortestGapMs(intervalMs: number): number {
  return Math.max(100, intervalMs / 60);
}

/** Each whole minute after the last send is as likely as any other, on a logarithmic scale, to be that of the next. */
function hazardOfSend(ageMs: number): number {
  const minutes = Math.floor(ageMs / minuteMs);
  if (minutes === 0 || ageMs % minuteMs > latenessMs) return 0;
  return 1000 / latenessMs / (minutes + 1);
}

function ageOf({ lastSentAt, answeredAt = -Infinity }: OpenPage, now: number): number {
  return Math.max(0, now - Math.max(lastSentAt, answeredAt));
}
