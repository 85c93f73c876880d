import type { OpenWork } from './gauges.js';
import { certain, gapMs, hazardOfPage, hazardOfQuiet, shortestGapMs, untilNextMinuteMs } from './hazard.js';
import type { HazardOptions, OpenPage } from './hazard.js';
import { lastSentTimeOf, sentTimeOf } from './lifecycle.js';
import type { PageRecord } from './lifecycle.js';

export interface OutlookOptions extends HazardOptions {
  /** How active the contact has been; see `warmed`. */
  readonly warmth: number;
  readonly standingOf: (engagementArn: string) => Standing;
}

/**
 * Who looks after an engagement's pages: it is `followed` by listings of its own; following has `ended`, since it was stopped
 * or answered, so that its pages mostly stay as they are; or nobody but the sweeps does.
 */
export type Standing = 'followed' | 'ended' | 'unfollowed';

/** What news a sweep of a contact is likely to bring. */
export interface Outlook {
  /** Events to be expected per second. */
  readonly hazard: number;
  /** Whether nothing but sweeps looks after some of it. */
  readonly isBusy: boolean;
  /** Milliseconds until even more news may be expected than now. */
  readonly untilMoreMs: number;
}

/** What another listing looks after is left to it, but for a rest: that listing is a hint, and the sweep is the truth. */
const coveredShare = 0.1;

/** What to expect of a contact with this open work. */
export function outlookOf(open: OpenWork, options: OutlookOptions): Outlook {
  const { now, warmth, standingOf } = options;
  let hazard = hazardOfQuiet(warmth);
  let isBusy = false;
  let untilMoreMs = Infinity;
  for (const record of open.pages) {
    const standing = standingOf(record.engagementArn);
    const page = toOpenPage(record, standing, now);
    if (standing === 'followed') {
      hazard += coveredShare * hazardOfPage(page, options);
      continue;
    }
    isBusy = true;
    hazard += hazardOfPage(page, options);
    untilMoreMs = Math.min(untilMoreMs, untilNextMinuteMs(page, now));
  }
  for (const { arn, firstReadAt } of open.engagements) {
    // Read, and not decided yet: the next complete listing decides it.
    if (firstReadAt === undefined || standingOf(arn) === 'followed') continue;
    isBusy = true;
    hazard += certain;
  }
  return { hazard, isBusy, untilMoreMs };
}

/** Milliseconds from a look that showed this to the next one, at most an interval. */
export function untilNextLookMs({ hazard, untilMoreMs }: Outlook, cost: number, intervalMs: number): number {
  const gap = gapMs(hazard, cost, intervalMs);
  return Math.max(shortestGapMs(intervalMs), Math.min(gap, untilMoreMs));
}

function toOpenPage(record: PageRecord, standing: Standing, now: number): OpenPage {
  const lastSentAt = lastSentTimeOf(record);
  return {
    firstSentAt: sentTimeOf(record) ?? now,
    lastSentAt,
    ...(standing === 'ended' && { answeredAt: lastSentAt }),
  };
}
