import type { ListedPage } from '../core/page.js';
import { arnPattern } from './arn-pattern.js';
import { toBelievableTime } from './believable-time.js';
import type { Fields, Reading } from './reading.js';
import { toIdentifier, toText } from './text.js';

const pageArn = arnPattern('page');

/**
 * Reads one Page of a listing (AWS API reference, Page); times become epoch milliseconds.
 * Without a page's ARN there is no item. A time that nobody can believe on the day of `now` (epoch milliseconds) is left
 * out, and the page malformed.
 */
export function toListedPage(page: Fields, now: number): Reading<ListedPage> {
  const arn = toText(page['PageArn']);
  if (!pageArn.test(arn)) return { malformed: true };
  const incidentId = toIdentifier(page['IncidentId']);
  const sent = toBelievableTime(page['SentTime'], now);
  const delivered = toBelievableTime(page['DeliveryTime'], now);
  const read = toBelievableTime(page['ReadTime'], now);
  return {
    item: {
      arn,
      engagementArn: toIdentifier(page['EngagementArn']),
      contactArn: toIdentifier(page['ContactArn']),
      ...(incidentId !== '' && { incidentId }),
      ...(sent.item !== undefined && { sentAt: sent.item }),
      ...(delivered.item !== undefined && { deliveredAt: delivered.item }),
      ...(read.item !== undefined && { readAt: read.item }),
      ...((sent.malformed || read.malformed) && { isDoubtful: true }),
    },
    malformed: sent.malformed || delivered.malformed || read.malformed,
  };
}
