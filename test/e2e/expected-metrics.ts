import type { ContactStory, PageStory, Stories } from '../../src/simulator/world/story.js';
import { seriesOf } from './scrape.js';
import type { Labels, Series } from './scrape.js';

export interface Expectation {
  readonly stories: Pick<Stories, 'contacts' | 'pages'>;
  /** When everything that had happened had been seen; epoch milliseconds. */
  readonly at: number;
  readonly unreadWindowMs: number;
  readonly deliveryBuckets: readonly number[];
  readonly acknowledgeBuckets: readonly number[];
}

/**
 * Every series of every contact, but for the times of sweeps, as they must be at `at` when all sweeps work and all
 * history counts. Counted from the raw stories: this knows nothing of how the exporter counts.
 */
export function expectedMetrics(expectation: Expectation): Series {
  const { contacts, pages } = expectation.stories;
  const parts = contacts.map((contact) => {
    const own = pages.filter(({ contactArn, sends }) => contactArn === contact.arn && sends[0] <= expectation.at);
    return { ...ofPages(contact, own, expectation), ...ofEngagements(contact, own, expectation), ...ofSweeps(contact) };
  });
  return Object.assign({}, ...parts) as Series;
}

/** The labels of everything about a contact. */
export function labelsOf({ arn, alias }: Pick<ContactStory, 'arn' | 'alias'>): Labels {
  const [, , , region = '', account = ''] = arn.split(':');
  return { contact: alias, aws_account_id: account, aws_region: region };
}

function ofPages(contact: ContactStory, pages: readonly PageStory[], expectation: Expectation): Series {
  const { at, unreadWindowMs, deliveryBuckets, acknowledgeBuckets } = expectation;
  const labels = labelsOf(contact);
  const deliveredMs = pages.flatMap(({ sends, deliveredAt }) => since(sends[0], deliveredAt, at));
  const readMs = pages.flatMap(({ sends, readAt }) => since(sends[0], readAt, at));
  const late = pages.filter(({ sends, readAt = Infinity }) => Math.min(readAt, at) - sends[0] > unreadWindowMs);
  const waiting = pages.filter(({ sends, readAt = Infinity }) => readAt > at && at - sends[0] <= unreadWindowMs);
  const undelivered = waiting.filter(({ deliveredAt = Infinity }) => deliveredAt > at);
  return {
    [seriesOf('ssm_contacts_pages_sent_total', labels)]: pages.length,
    [seriesOf('ssm_contacts_pages_resent_total', labels)]: sum(
      pages.map(({ sends }) => sends.filter((send) => send <= at).length - 1),
    ),
    [seriesOf('ssm_contacts_pages_delivered_total', labels)]: deliveredMs.length,
    [seriesOf('ssm_contacts_pages_acknowledged_total', labels)]: readMs.length,
    [seriesOf('ssm_contacts_pages_unanswered_total', labels)]: late.length,
    [seriesOf('ssm_contacts_pages_unread', labels)]: waiting.length,
    [seriesOf('ssm_contacts_pages_undelivered', labels)]: undelivered.length,
    ...(waiting.length > 0 && {
      [seriesOf('ssm_contacts_oldest_unread_page_sent_timestamp_seconds', labels)]:
        Math.min(...waiting.map(({ sends }) => sends[0])) / 1000,
    }),
    ...histogram('ssm_contacts_page_delivery_duration_seconds', labels, deliveryBuckets, deliveredMs),
    ...histogram('ssm_contacts_page_acknowledge_duration_seconds', labels, acknowledgeBuckets, readMs),
  };
}

function ofEngagements(contact: ContactStory, pages: readonly PageStory[], expectation: Expectation): Series {
  const { at, unreadWindowMs, acknowledgeBuckets } = expectation;
  const labels = labelsOf(contact);
  const arns = [...new Set(pages.map(({ engagementArn }) => engagementArn))];
  const engagements = arns.map((arn) => {
    const own = pages.filter(({ engagementArn }) => engagementArn === arn);
    return {
      sentAt: Math.min(...own.map(({ sends }) => sends[0])),
      readAt: Math.min(...own.map(({ readAt = Infinity }) => readAt)),
    };
  });
  const readMs = engagements.flatMap(({ sentAt, readAt }) => since(sentAt, readAt, at));
  const waiting = engagements.filter(({ sentAt, readAt }) => readAt > at && at - sentAt <= unreadWindowMs);
  return {
    [seriesOf('ssm_contacts_engagements_total', labels)]: engagements.length,
    [seriesOf('ssm_contacts_engagements_acknowledged_total', labels)]: readMs.length,
    [seriesOf('ssm_contacts_engagements_unacknowledged', labels)]: waiting.length,
    ...(waiting.length > 0 && {
      [seriesOf('ssm_contacts_oldest_unacknowledged_engagement_sent_timestamp_seconds', labels)]:
        Math.min(...waiting.map(({ sentAt }) => sentAt)) / 1000,
    }),
    ...histogram('ssm_contacts_engagement_acknowledge_duration_seconds', labels, acknowledgeBuckets, readMs),
  };
}

function ofSweeps(contact: ContactStory): Series {
  const labels = labelsOf(contact);
  const { arn, displayName, type } = contact;
  return {
    [seriesOf('ssm_contacts_up', labels)]: 1,
    [seriesOf('ssm_contacts_poll_consecutive_failures', labels)]: 0,
    [infoSeries(contact, { contact_arn: arn, display_name: displayName, contact_type: type })]: 1,
  };
}

/** The series that tells what a contact is called. */
export function infoSeries(contact: Pick<ContactStory, 'arn' | 'alias'>, info: Labels): string {
  return seriesOf('ssm_contacts_contact_info', { ...labelsOf(contact), ...info });
}

function histogram(name: string, labels: Labels, bounds: readonly number[], valuesMs: readonly number[]): Series {
  const buckets = bounds.map((bound) => [String(bound), valuesMs.filter((ms) => ms <= bound * 1000).length] as const);
  return {
    ...Object.fromEntries(
      [...buckets, ['+Inf', valuesMs.length] as const].map(([le, count]) => [
        seriesOf(`${name}_bucket`, { ...labels, le }),
        count,
      ]),
    ),
    [seriesOf(`${name}_sum`, labels)]: sum(valuesMs) / 1000,
    [seriesOf(`${name}_count`, labels)]: valuesMs.length,
  };
}

/** Milliseconds from the first send to something that had happened by `at`; what came before the send counts as 0. */
function since(sentAt: number, time: number | undefined, at: number): number[] {
  return time === undefined || time > at ? [] : [Math.max(0, time - sentAt)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
