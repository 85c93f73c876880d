import { hazardOfPage, untilNextMinuteMs } from './hazard.js';
import type { HazardOptions, OpenPage } from './hazard.js';
import type { Outlook } from './outlook.js';
import type { ListedPage } from './page.js';

/** What a complete listing of an engagement's pages has shown; times in epoch milliseconds. */
export interface EngagementView {
  /** When the listing began. */
  readonly askedAt: number;
  /** The unread pages to contacts that are counted for, within the unread window. */
  readonly open: readonly OpenPage[];
  /** Whether it has shown any page to a contact that is counted for. */
  readonly hasPages: boolean;
  /** Whether it was decided for every contact who has read a page of it. */
  readonly isDecided: boolean;
}

/** An engagement that is followed; times in epoch milliseconds. */
export interface FollowedEngagement {
  /** As well as it is known: of one that is known by its page only, when that page was sent. */
  readonly startedAt: number;
  /** When its end was first listed, by our clock: AWS's own may differ. */
  readonly endSeenAt?: number;
  /** What the last complete look has shown. */
  readonly view?: EngagementView;
}

export interface ViewOptions {
  /** When the listing began. */
  readonly askedAt: number;
  /** When the engagement began: no page of it was sent before. */
  readonly startedAt: number;
  readonly unreadWindowMs: number;
  readonly isDecided: boolean;
}

/** An engagement that nobody of ours has been paged in yet is about to page somebody, or pages others. */
const firstPageMs = 2000;

/** Somebody else may be paged in the end, for any reason: once in an hour, and less often the older it is. */
const othersMs = 3_600_000;

/** Reads a complete listing of an engagement's pages, those to contacts that are counted for. */
export function viewOf(
  ours: readonly ListedPage[],
  { askedAt, startedAt, unreadWindowMs, isDecided }: ViewOptions,
): EngagementView {
  const reads = ours.flatMap(({ readAt }) => (readAt === undefined ? [] : [readAt]));
  const answeredAt = reads.length === 0 ? undefined : reads.reduce((latest, each) => Math.max(latest, each));
  const open = ours.flatMap(({ readAt, deliveredAt = startedAt, sentAt = deliveredAt }): OpenPage[] => {
    if (readAt !== undefined || askedAt - sentAt > unreadWindowMs) return [];
    // Who is paged after the answer is waited for again.
    const isAnswered = answeredAt !== undefined && answeredAt >= sentAt;
    return [{ firstSentAt: sentAt, lastSentAt: sentAt, ...(isAnswered && { answeredAt }) }];
  });
  return { askedAt, open, hasPages: ours.length > 0, isDecided };
}

/** Where somebody has answered, the pages of others are looked after for so many lookbacks. */
const answeredLookbacks = 4;

/**
 * Whether following is over: a look after the engagement's end has shown it as it stays, or everything is read or past the
 * unread window and it began longer than `lookbackMs` ago, so that it pages nobody else. Where somebody has answered, it is
 * over sooner: AWS may never end an engagement, its other pages may stay unread for ever, and hundreds of such would leave
 * no request for the fresh ones. What happens to them then is left to the sweeps.
 */
export function isSettled({ startedAt, endSeenAt, view }: FollowedEngagement, lookbackMs: number): boolean {
  if (view?.isDecided !== true) return false;
  const ageMs = view.askedAt - startedAt;
  if (endSeenAt !== undefined && view.askedAt >= endSeenAt) return true;
  if (view.open.length === 0) return ageMs > lookbackMs;
  return ageMs > answeredLookbacks * lookbackMs && view.open.every(({ answeredAt }) => answeredAt !== undefined);
}

/** What news a look at the engagement is likely to bring. */
export function outlookOfEngagement({ startedAt, view }: FollowedEngagement, options: HazardOptions): Outlook {
  const { now } = options;
  const ageMs = Math.max(0, now - startedAt);
  const ofOthers = 1000 / (ageMs + othersMs);
  const { open = [], hasPages = false, isDecided = false } = view ?? {};
  const ofFirstPage = hasPages ? 0 : 1000 / (ageMs + firstPageMs);
  const pages = open.map((page) => hazardOfPage(page, options));
  // A read that is not decided yet is decided by the next look.
  const ofDecision = hasPages && !isDecided ? 1 : 0;
  return {
    hazard: pages.reduce((sum, each) => sum + each, ofOthers + ofFirstPage + ofDecision),
    isBusy: true,
    untilMoreMs: open.reduce((least, page) => Math.min(least, untilNextMinuteMs(page, now)), Infinity),
  };
}
