import type { ListedPage } from '../core/page.js';
import type { Fields, Reading } from './batch.js';
import { toText } from './text.js';

// Resource type Page in AWS's service authorization reference for Incident Manager Contacts.
const pageArn = /^arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[a-z0-9-]+:\d{12}:page\/[\w+=,.@-]{1,255}\/[\w+=,.@:-]+$/;

/** The API exists since May 2021 (service model 2021-05-03): an ISO string, for one, is taken by the SDK for 1970. */
const earliestMs = Date.UTC(2021, 4, 1);
/** How far AWS's clock and ours may be apart: a page from further in the future would be open for as long. */
const toleranceMs = 24 * 60 * 60_000;

/**
 * Reads one Page of a listing (AWS API reference, Page); times become epoch milliseconds.
 * Without a page's ARN there is no item. A time before 2021-05-01, or more than a day after `now` (epoch milliseconds), is
 * as good as absent, and malformed.
 */
export function toListedPage(page: Fields, now: number): Reading<ListedPage> {
  const latestMs = now + toleranceMs;
  const arn = toText(page['PageArn']);
  if (!pageArn.test(arn)) return { malformed: true };
  const incidentId = toText(page['IncidentId']);
  const sentAt = toTimeMs(page['SentTime'], latestMs);
  const deliveredAt = toTimeMs(page['DeliveryTime'], latestMs);
  const readAt = toTimeMs(page['ReadTime'], latestMs);
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
    malformed: [page['SentTime'], page['DeliveryTime'], page['ReadTime']].some((time) => isNonsense(time, latestMs)),
  };
}

function toTimeMs(value: unknown, latestMs: number): number | undefined {
  const timeMs = value instanceof Date ? value.getTime() : NaN;
  return timeMs >= earliestMs && timeMs <= latestMs ? timeMs : undefined;
}

function isNonsense(time: unknown, latestMs: number): boolean {
  return time !== undefined && time !== null && toTimeMs(time, latestMs) === undefined;
}
