import type { ListedEngagement } from '../../src/core/listed-engagement.js';
import type { ListedPage } from '../../src/core/page.js';
import { arns } from '../core/stories.js';
import { at } from './polled.js';
import { lists } from './scripted-listing.js';
import type { Listings } from './scripted-listing.js';

/** An engagement and its one page, as they really are; seconds after the beginning of the scene. */
export interface Incident {
  readonly name: string;
  readonly alias?: string;
  readonly startedAt: number;
  readonly readAt?: number;
  readonly stoppedAt?: number;
}

function pageOf({ name, alias = 'akuam', startedAt, readAt }: Incident, now: number): ListedPage {
  return {
    arn: arns.page(name),
    engagementArn: arns.engagement(name),
    contactArn: arns.contact(alias),
    sentAt: at(startedAt),
    ...(readAt !== undefined && at(readAt) <= now && { readAt: at(readAt) }),
  };
}

function engagementOf({ name, alias = 'akuam', startedAt, stoppedAt }: Incident, now: number): ListedEngagement {
  return {
    arn: arns.engagement(name),
    contactArn: arns.contact(alias),
    startedAt: at(startedAt),
    ...(stoppedAt !== undefined && at(stoppedAt) <= now && { stoppedAt: at(stoppedAt) }),
  };
}

/** What AWS would list of these incidents, by its own clock. */
export function account(incidents: readonly Incident[], awsNow?: () => number) {
  const begun = (now: number) => incidents.filter(({ startedAt }) => at(startedAt) <= now);
  const pagesWhere =
    (isWanted: (incident: Incident) => boolean): Listings<ListedPage> =>
    ({ now: ours }) => {
      const now = awsNow?.() ?? ours;
      return lists(begun(now).flatMap((incident) => (isWanted(incident) ? [pageOf(incident, now)] : [])));
    };
  const engagements: Listings<ListedEngagement> = ({ now: ours, from = -Infinity }) => {
    const now = awsNow?.() ?? ours;
    const wanted = begun(now).filter(({ startedAt }) => at(startedAt) >= from);
    return lists(wanted.map((incident) => engagementOf(incident, now)));
  };
  return {
    engagements,
    engagementPages: Object.fromEntries(incidents.map(({ name }) => [name, pagesWhere((each) => each.name === name)])),
    /** What sweeps of a contact show. */
    pagesOf: (alias: string) => pagesWhere((each) => (each.alias ?? 'akuam') === alias),
  };
}
