import { labelsOf } from './expected-metrics.js';
import { seriesOf } from './scrape.js';
import type { Series } from './scrape.js';

/** Everything that is counted for one contact. Durations as `[seconds in all, how many]`. */
export interface Numbers {
  readonly sent: number;
  readonly resent: number;
  readonly delivered: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly unread: number;
  readonly undelivered: number;
  /** Epoch seconds; undefined while nothing is unread. */
  readonly oldestUnread: number | undefined;
  readonly delivery: readonly [number, number];
  readonly acknowledge: readonly [number, number];
  readonly engagements: number;
  readonly engagementsAcknowledged: number;
  readonly engagementsUnacknowledged: number;
  /** Epoch seconds; undefined while every engagement is acknowledged. */
  readonly oldestUnacknowledged: number | undefined;
  readonly engagementAcknowledge: readonly [number, number];
}

export const nothing: Numbers = {
  sent: 0,
  resent: 0,
  delivered: 0,
  acknowledged: 0,
  unanswered: 0,
  unread: 0,
  undelivered: 0,
  oldestUnread: undefined,
  delivery: [0, 0],
  acknowledge: [0, 0],
  engagements: 0,
  engagementsAcknowledged: 0,
  engagementsUnacknowledged: 0,
  oldestUnacknowledged: undefined,
  engagementAcknowledge: [0, 0],
};

/** Of one page that was sent and that nobody has touched. */
export function ofOpenPage({ sends: [sentAt] }: { readonly sends: readonly [number, ...number[]] }): Partial<Numbers> {
  return {
    sent: 1,
    unread: 1,
    undelivered: 1,
    oldestUnread: sentAt / 1000,
    engagements: 1,
    engagementsUnacknowledged: 1,
    oldestUnacknowledged: sentAt / 1000,
  };
}

/** Of one page that was read so many seconds after it was sent. */
export function ofReadPage(seconds: number): Partial<Numbers> {
  return {
    sent: 1,
    acknowledged: 1,
    acknowledge: [seconds, 1],
    engagements: 1,
    engagementsAcknowledged: 1,
    engagementAcknowledge: [seconds, 1],
  };
}

/** Of its delivery. */
export function ofDelivery(seconds: number): Partial<Numbers> {
  return { undelivered: 0, delivered: 1, delivery: [seconds, 1] };
}

/** Reads them from a scrape; NaN where a series is missing. */
export function numbersOf(series: Series, contact: { readonly arn: string; readonly alias: string }): Numbers {
  const read = (name: string) => series[seriesOf(`ssm_contacts_${name}`, labelsOf(contact))];
  const number = (name: string) => read(name) ?? NaN;
  const duration = (name: string): [number, number] => [
    number(`${name}_duration_seconds_sum`),
    number(`${name}_duration_seconds_count`),
  ];
  return {
    sent: number('pages_sent_total'),
    resent: number('pages_resent_total'),
    delivered: number('pages_delivered_total'),
    acknowledged: number('pages_acknowledged_total'),
    unanswered: number('pages_unanswered_total'),
    unread: number('pages_unread'),
    undelivered: number('pages_undelivered'),
    oldestUnread: read('oldest_unread_page_sent_timestamp_seconds'),
    delivery: duration('page_delivery'),
    acknowledge: duration('page_acknowledge'),
    engagements: number('engagements_total'),
    engagementsAcknowledged: number('engagements_acknowledged_total'),
    engagementsUnacknowledged: number('engagements_unacknowledged'),
    oldestUnacknowledged: read('oldest_unacknowledged_engagement_sent_timestamp_seconds'),
    engagementAcknowledge: duration('engagement_acknowledge'),
  };
}
