import type { ListedPage } from '../core/page.js';
import type { Fields, Reading } from './batch.js';
import { toText } from './text.js';

// Resource type Page in AWS's service authorization reference for Incident Manager Contacts.
const pageArn = /^arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[a-z0-9-]+:\d{12}:page\/[\w+=,.@-]{1,255}\/[\w+=,.@:-]+$/;

/** The API exists since May 2021 (service model 2021-05-03): an ISO string, for one, is taken by the SDK for 1970. */
const earliestMs = Date.UTC(2021, 4, 1);
const latestMs = Date.UTC(2100, 0, 1);

/**
 * Reads one Page of a listing (AWS API reference, Page); times become epoch milliseconds.
 * Without a page's ARN there is no item. A time outside of 2021-05-01 to 2100-01-01 is as good as absent, and malformed.
 */
export function toListedPage(page: Fields): Reading<ListedPage> {
  const arn = toText(page['PageArn']);
  if (!pageArn.test(arn)) return { malformed: true };
  const incidentId = toText(page['IncidentId']);
  const sentAt = toTimeMs(page['SentTime']);
  const deliveredAt = toTimeMs(page['DeliveryTime']);
  const readAt = toTimeMs(page['ReadTime']);
  return {
    item: {
      arn,
      engagementArn: toText(page['EngagementArn']),
      contactArn: toText(page['ContactArn']),
      ...(incidentId !== '' && { incidentId }),
      ...(sentAt !== undefined && { sentAt }),
      ...(deliveredAt !== undefined && { deliveredAt }),
      ...(readAt !== undefined && { readAt }),
    },
    malformed: [page['SentTime'], page['DeliveryTime'], page['ReadTime']].some(isNonsense),
  };
}

function toTimeMs(value: unknown): number | undefined {
  const timeMs = value instanceof Date ? value.getTime() : NaN;
  return timeMs >= earliestMs && timeMs < latestMs ? timeMs : undefined;
}

function isNonsense(time: unknown): boolean {
  return time !== undefined && time !== null && toTimeMs(time) === undefined;
}
