import type { PageRecord } from './lifecycle.js';
import type { ListedPage } from './page.js';

/** How a listing shows an unread page: as it should be, without a SentTime, or with a time that nobody can believe. */
export type Showing = 'clear' | 'timeless' | 'doubtful';

export function showingOf({ sentAt, isDoubtful }: ListedPage): Showing {
  if (isDoubtful === true) return 'doubtful';
  return sentAt === undefined ? 'timeless' : 'clear';
}

/** For how many listings in a row pages have been unclear, by PageArn. */
export type UnclearRun = ReadonlyMap<string, number>;

/** What so many complete listings in a row have left unclear is as the last of them shows it. */
const longestRun = 2;

/**
 * Finds the pages of which a complete listing does not say for sure that they are still unread, of those it has `shown` as
 * unread and of those that are known as `open`: nothing must follow from it for them. One shown with a nonsense time, or
 * suddenly without SentTime, may have been read. One that is not shown has vanished, or has slipped from one answer to
 * another while the listing was under way. Only what is so for three listings in a row is taken as it is.
 */
export function unclearAfter(
  open: Iterable<PageRecord>,
  shown: ReadonlyMap<string, Showing>,
  before: UnclearRun,
): UnclearRun {
  const doubtful = [...shown].filter(([, showing]) => showing === 'doubtful').map(([arn]) => arn);
  const unclear = [...open].filter(({ arn, firstSentAt }) => {
    const showing = shown.get(arn);
    return showing === undefined || (showing === 'timeless' && firstSentAt !== undefined);
  });
  const arns = [...doubtful, ...unclear.map(({ arn }) => arn)];
  return new Map(arns.map((arn) => [arn, (before.get(arn) ?? 0) + 1]));
}

/** The pages for which nothing follows from the listing. */
export function leftOpenBy(run: UnclearRun): ReadonlySet<string> {
  return new Set([...run].filter(([, listings]) => listings <= longestRun).map(([arn]) => arn));
}
