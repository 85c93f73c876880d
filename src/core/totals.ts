import type { PageEvent } from './event.js';

/** A classic histogram as data. Sums are whole milliseconds, so that no addition rounds. */
export interface DurationTotals {
  /** Upper bounds in seconds, rising, without +Inf. */
  readonly boundsSeconds: readonly number[];
  /** Observations per bucket, not cumulative; one more than there are bounds, the last being +Inf. */
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/** Everything ever counted for one contact. No value in it ever falls. */
export interface ContactTotals {
  readonly pagesSent: number;
  readonly pagesResent: number;
  readonly pagesDelivered: number;
  readonly pagesAcknowledged: number;
  readonly pagesUnanswered: number;
  readonly engagements: number;
  readonly engagementsAcknowledged: number;
  readonly deliveryDuration: DurationTotals;
  readonly acknowledgeDuration: DurationTotals;
  readonly engagementAcknowledgeDuration: DurationTotals;
}

/** Upper bounds of the histograms, in seconds, rising. */
export interface BucketBounds {
  readonly deliverySeconds: readonly number[];
  readonly acknowledgeSeconds: readonly number[];
}

export function emptyTotals(bounds: BucketBounds): ContactTotals {
  return {
    pagesSent: 0,
    pagesResent: 0,
    pagesDelivered: 0,
    pagesAcknowledged: 0,
    pagesUnanswered: 0,
    engagements: 0,
    engagementsAcknowledged: 0,
    deliveryDuration: emptyDuration(bounds.deliverySeconds),
    acknowledgeDuration: emptyDuration(bounds.acknowledgeSeconds),
    engagementAcknowledgeDuration: emptyDuration(bounds.acknowledgeSeconds),
  };
}

/** Adds events to totals. */
export function count(totals: ContactTotals, events: readonly PageEvent[]): ContactTotals {
  return events.reduce(countOne, totals);
}

/**
 * Restarts each histogram whose bounds differ from the configured ones: observations can't be sorted into new buckets
 * afterwards, and Prometheus takes the fall for a counter reset. Returns `totals` itself when none does.
 */
export function withBounds(totals: ContactTotals, bounds: BucketBounds): ContactTotals {
  const deliveryDuration = rebound(totals.deliveryDuration, bounds.deliverySeconds);
  const acknowledgeDuration = rebound(totals.acknowledgeDuration, bounds.acknowledgeSeconds);
  const engagementAcknowledgeDuration = rebound(totals.engagementAcknowledgeDuration, bounds.acknowledgeSeconds);
  const isSame =
    deliveryDuration === totals.deliveryDuration &&
    acknowledgeDuration === totals.acknowledgeDuration &&
    engagementAcknowledgeDuration === totals.engagementAcknowledgeDuration;
  return isSame ? totals : { ...totals, deliveryDuration, acknowledgeDuration, engagementAcknowledgeDuration };
}

/** Adds one duration, in milliseconds. A value equal to a bound belongs below it (Prometheus: `le` is inclusive). */
export function observe(totals: DurationTotals, durationMs: number): DurationTotals {
  const fitting = totals.boundsSeconds.findIndex((bound) => durationMs <= bound * 1000);
  const bucket = fitting === -1 ? totals.boundsSeconds.length : fitting;
  return {
    ...totals,
    counts: totals.counts.map((n, index) => (index === bucket ? n + 1 : n)),
    sumMs: totals.sumMs + durationMs,
  };
}

function countOne(totals: ContactTotals, event: PageEvent): ContactTotals {
  switch (event.kind) {
    case 'sent':
      return { ...totals, pagesSent: totals.pagesSent + 1 };
    case 'resent':
      return { ...totals, pagesResent: totals.pagesResent + 1 };
    case 'unanswered':
      return { ...totals, pagesUnanswered: totals.pagesUnanswered + 1 };
    case 'engaged':
      return { ...totals, engagements: totals.engagements + 1 };
    case 'delivered':
      return {
        ...totals,
        pagesDelivered: totals.pagesDelivered + 1,
        deliveryDuration: observeKnown(totals.deliveryDuration, event.durationMs),
      };
    case 'acknowledged':
      return {
        ...totals,
        pagesAcknowledged: totals.pagesAcknowledged + 1,
        acknowledgeDuration: observeKnown(totals.acknowledgeDuration, event.durationMs),
      };
    case 'engagementAcknowledged':
      return {
        ...totals,
        engagementsAcknowledged: totals.engagementsAcknowledged + 1,
        engagementAcknowledgeDuration: observe(totals.engagementAcknowledgeDuration, event.durationMs),
      };
    default:
      return event satisfies never;
  }
}

function observeKnown(totals: DurationTotals, durationMs: number | undefined): DurationTotals {
  return durationMs === undefined ? totals : observe(totals, durationMs);
}

function emptyDuration(boundsSeconds: readonly number[]): DurationTotals {
  return { boundsSeconds, counts: Array.from({ length: boundsSeconds.length + 1 }, () => 0), sumMs: 0 };
}

function rebound(totals: DurationTotals, boundsSeconds: readonly number[]): DurationTotals {
  const isSame =
    totals.boundsSeconds.length === boundsSeconds.length &&
    totals.boundsSeconds.every((bound, index) => bound === boundsSeconds[index]);
  return isSame ? totals : emptyDuration(boundsSeconds);
}
