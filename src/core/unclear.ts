import type { PageRecord } from './lifecycle.js';
import type { ListedPage } from './page.js';

/** Of what a complete listing does not say for sure how it stands: nothing must follow from the listing for it. */
export interface Unclear {
  /** PageArns. */
  readonly pages: ReadonlySet<string>;
  /** The ARNs of these pages' engagements. */
  readonly engagements: ReadonlySet<string>;
}

interface UnclearPage {
  readonly engagementArn: string;
  /** In how many listings in a row it has been unclear. */
  readonly listings: number;
}

/** What the latest complete listings have left unclear, by PageArn. */
export type UnclearRun = ReadonlyMap<string, UnclearPage>;

/** What so many complete listings in a row have left unclear is as the last of them shows it. */
const longestRun = 2;

/**
 * Finds the pages of which a complete listing does not say for sure how they stand, of those it has `shown` and of those
 * that are known as `open`. One shown with a nonsense time, or suddenly without SentTime, may have been read, or sent
 * before all others of its engagement. One that is not shown has vanished, or has slipped from one answer to another
 * while the listing was under way. Only what is so for three listings in a row is taken as it is.
 */
export function unclearAfter(
  open: Iterable<PageRecord>,
  shown: ReadonlyMap<string, ListedPage>,
  before: UnclearRun,
): UnclearRun {
  const doubtful = [...shown.values()].filter(({ isDoubtful }) => isDoubtful === true);
  const unclear = [...open].filter(({ arn, firstSentAt }) => {
    const listed = shown.get(arn);
    return listed === undefined || (isTimeless(listed) && firstSentAt !== undefined);
  });
  return new Map(
    [...doubtful, ...unclear].map(({ arn, engagementArn }) => {
      const listings = (before.get(arn)?.listings ?? 0) + 1;
      return [arn, { engagementArn, listings }];
    }),
  );
}

/** That for which nothing follows from the last listing of the run. */
export function undecidedBy(run: UnclearRun): Unclear {
  const undecided = [...run].filter(([, { listings }]) => listings <= longestRun);
  return {
    pages: new Set(undecided.map(([arn]) => arn)),
    engagements: new Set(undecided.map(([, { engagementArn }]) => engagementArn)),
  };
}

function isTimeless({ sentAt, readAt }: ListedPage): boolean {
  return sentAt === undefined && readAt === undefined;
}
