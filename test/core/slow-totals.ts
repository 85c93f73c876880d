import type { Exemplar } from '../../src/core/exemplar.js';
import type { NativeLayout } from '../../src/core/native-buckets.js';
import type {
  BucketLayout,
  ContactTotals,
  CounterName,
  DurationExemplar,
  DurationTotals,
} from '../../src/core/totals.js';
import { slowNative } from './slow-native.js';

/** An event that was counted. */
export interface Happening extends Exemplar {
  readonly durationMs?: number;
}

/** All events by what counted them, in the order of counting: of those at the same time the last is the latest. */
export type Happenings = Readonly<Partial<Record<CounterName, readonly Happening[]>>>;

const counters: readonly CounterName[] = [
  'pagesSent',
  'pagesResent',
  'pagesDelivered',
  'pagesAcknowledged',
  'pagesUnanswered',
  'engagements',
  'engagementsAcknowledged',
];

/** The totals of events, from all of them at once. */
export function slowTotals(happenings: Happenings, layout: BucketLayout): ContactTotals {
  const { deliverySeconds, acknowledgeSeconds, native } = layout;
  const counts = counters.map((name) => [name, happenings[name]?.length ?? 0]);
  const exemplars = counters.flatMap((name) => {
    const happening = latestOf(happenings[name] ?? []);
    return happening === undefined ? [] : [[name, withoutDuration(happening)] as const];
  });
  return {
    ...(Object.fromEntries(counts) as Record<CounterName, number>),
    exemplars: Object.fromEntries(exemplars),
    deliveryDuration: slowDuration(happenings.pagesDelivered, deliverySeconds, native),
    acknowledgeDuration: slowDuration(happenings.pagesAcknowledged, acknowledgeSeconds, native),
    engagementAcknowledgeDuration: slowDuration(happenings.engagementsAcknowledged, acknowledgeSeconds, native),
  };
}

/** The histogram of events; those without a duration are not in it. */
export function slowDuration(
  happenings: readonly Happening[] = [],
  boundsSeconds: readonly number[],
  native: NativeLayout,
): DurationTotals {
  const observed = happenings.filter((each): each is DurationExemplar => each.durationMs !== undefined);
  const durationsMs = observed.map(({ durationMs }) => durationMs);
  const buckets = [...boundsSeconds, Infinity].map((bound, index) => {
    const above = boundsSeconds[index - 1] ?? -1;
    return observed.filter(({ durationMs }) => durationMs > above * 1000 && durationMs <= bound * 1000);
  });
  return {
    boundsSeconds,
    counts: buckets.map(({ length }) => length),
    exemplars: buckets.map((bucket) => latestOf(bucket) ?? null),
    sumMs: durationsMs.reduce((a, b) => a + b, 0),
    native: slowNative(durationsMs, native),
  };
}

function latestOf<Timed extends { readonly at: number }>(happenings: readonly Timed[]): Timed | undefined {
  return happenings.toSorted((a, b) => a.at - b.at).at(-1);
}

function withoutDuration({ pageId, incidentId, at }: Happening): Exemplar {
  return { pageId, ...(incidentId !== undefined && { incidentId }), at };
}
