import type { PageEvent } from './event.js';
import { latest } from './exemplar.js';
import type { Exemplar } from './exemplar.js';
import { emptyNative, isSameLayout, observeNative } from './native-buckets.js';
import type { NativeBuckets, NativeLayout } from './native-buckets.js';

/** An observation behind a bucket. */
export interface DurationExemplar extends Exemplar {
  readonly durationMs: number;
}

/** A histogram as data, with classic and native buckets. Sums are whole milliseconds, so that no addition rounds. */
export interface DurationTotals {
  /** Upper bounds in seconds, rising, without +Inf. */
  readonly boundsSeconds: readonly number[];
  /** Observations per bucket, not cumulative; one more than there are bounds, the last being +Inf. */
  readonly counts: readonly number[];
  /** The latest observation of each bucket, as far as there is one. */
  readonly exemplars: readonly (DurationExemplar | null)[];
  readonly sumMs: number;
  readonly native: NativeBuckets;
  /** When it began anew with other buckets, epoch milliseconds; absent while it is as old as its contact. */
  readonly restartedAt?: number;
}

const counterOf = {
  sent: 'pagesSent',
  resent: 'pagesResent',
  delivered: 'pagesDelivered',
  acknowledged: 'pagesAcknowledged',
  unanswered: 'pagesUnanswered',
  engaged: 'engagements',
  engagementAcknowledged: 'engagementsAcknowledged',
} as const satisfies Record<PageEvent['kind'], string>;

const durationOf = {
  delivered: 'deliveryDuration',
  acknowledged: 'acknowledgeDuration',
  engagementAcknowledged: 'engagementAcknowledgeDuration',
} as const satisfies Partial<Record<PageEvent['kind'], string>>;

export type CounterName = (typeof counterOf)[PageEvent['kind']];
export type DurationName = (typeof durationOf)[keyof typeof durationOf];

/** Everything ever counted for one contact. No count in it ever falls. */
export interface ContactTotals
  extends Readonly<Record<CounterName, number>>, Readonly<Record<DurationName, DurationTotals>> {
  /** The latest event that each counter counted, as far as there is one. */
  readonly exemplars: Readonly<Partial<Record<CounterName, Exemplar>>>;
}

/** How the buckets of the histograms are laid out. */
export interface BucketLayout {
  /** Upper bounds of classic buckets, in seconds, rising. */
  readonly deliverySeconds: readonly number[];
  readonly acknowledgeSeconds: readonly number[];
  readonly native: NativeLayout;
}

export function emptyTotals(layout: BucketLayout): ContactTotals {
  return {
    pagesSent: 0,
    pagesResent: 0,
    pagesDelivered: 0,
    pagesAcknowledged: 0,
    pagesUnanswered: 0,
    engagements: 0,
    engagementsAcknowledged: 0,
    exemplars: {},
    deliveryDuration: emptyDuration(layout.deliverySeconds, layout.native),
    acknowledgeDuration: emptyDuration(layout.acknowledgeSeconds, layout.native),
    engagementAcknowledgeDuration: emptyDuration(layout.acknowledgeSeconds, layout.native),
  };
}

/** Adds events to totals. */
export function count(totals: ContactTotals, events: readonly PageEvent[]): ContactTotals {
  return events.reduce(countOne, totals);
}

/**
 * Restarts, at `now` (epoch milliseconds), each histogram whose buckets are laid out otherwise than configured:
 * observations can't be sorted into new buckets afterwards, and Prometheus takes the fall for a counter reset. Returns
 * `totals` itself when none is.
 */
export function withLayout(totals: ContactTotals, layout: BucketLayout, now: number): ContactTotals {
  const laidOut = (before: DurationTotals, boundsSeconds: readonly number[]) =>
    isLaidOut(before, boundsSeconds, layout.native)
      ? before
      : { ...emptyDuration(boundsSeconds, layout.native), restartedAt: now };
  const deliveryDuration = laidOut(totals.deliveryDuration, layout.deliverySeconds);
  const acknowledgeDuration = laidOut(totals.acknowledgeDuration, layout.acknowledgeSeconds);
  const engagementAcknowledgeDuration = laidOut(totals.engagementAcknowledgeDuration, layout.acknowledgeSeconds);
  const isSame =
    deliveryDuration === totals.deliveryDuration &&
    acknowledgeDuration === totals.acknowledgeDuration &&
    engagementAcknowledgeDuration === totals.engagementAcknowledgeDuration;
  return isSame ? totals : { ...totals, deliveryDuration, acknowledgeDuration, engagementAcknowledgeDuration };
}

/** Adds one duration, in milliseconds. A value equal to a bound belongs below it (Prometheus: `le` is inclusive). */
export function observe(totals: DurationTotals, durationMs: number, exemplar?: Exemplar): DurationTotals {
  const fitting = totals.boundsSeconds.findIndex((bound) => durationMs / 1000 <= bound);
  const bucket = fitting === -1 ? totals.boundsSeconds.length : fitting;
  const { counts, exemplars } = totals;
  return {
    ...totals,
    counts: counts.with(bucket, (counts[bucket] ?? 0) + 1),
    sumMs: totals.sumMs + durationMs,
    native: observeNative(totals.native, durationMs),
    ...(exemplar && { exemplars: exemplars.with(bucket, latest(exemplars[bucket], { ...exemplar, durationMs })) }),
  };
}

function countOne(totals: ContactTotals, event: PageEvent): ContactTotals {
  const counter = counterOf[event.kind];
  const { exemplar } = event;
  const counted = {
    ...totals,
    [counter]: totals[counter] + 1,
    ...(exemplar && {
      exemplars: { ...totals.exemplars, [counter]: latest(totals.exemplars[counter], exemplar) },
    }),
  };
  if (!('durationMs' in event)) return counted;
  const duration = durationOf[event.kind];
  return { ...counted, [duration]: observe(totals[duration], event.durationMs, exemplar) };
}

/** A histogram of nothing yet. */
export function emptyDuration(boundsSeconds: readonly number[], native: NativeLayout): DurationTotals {
  const buckets = boundsSeconds.length + 1;
  return {
    boundsSeconds,
    counts: Array<number>(buckets).fill(0),
    exemplars: Array<null>(buckets).fill(null),
    sumMs: 0,
    native: emptyNative(native),
  };
}

function isLaidOut(totals: DurationTotals, boundsSeconds: readonly number[], native: NativeLayout): boolean {
  return (
    isSameLayout(totals.native.layout, native) &&
    totals.boundsSeconds.length === boundsSeconds.length &&
    totals.boundsSeconds.every((bound, index) => bound === boundsSeconds[index])
  );
}
