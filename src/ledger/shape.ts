import type { EngagementRecord } from '../core/engagement.js';
import type { Exemplar } from '../core/exemplar.js';
import type { ContactRecord } from '../core/findings.js';
import type { PageRecord } from '../core/lifecycle.js';
import type { NativeBuckets } from '../core/native-buckets.js';
import type { ContactTotals, DurationTotals } from '../core/totals.js';
import type { Meta, StoredRecord } from './contents.js';

type Check = (value: unknown) => boolean;

/** A check for each field that a record has to have or may have. */
type Checks<T> = Readonly<Record<keyof T, Check>>;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = Number.isFinite;
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const index: Check = Number.isSafeInteger;

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const pairOf =
  (first: Check, second: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);

/** An object of its own fields; others beside them do no harm. */
function shaped<T>(checks: Checks<T>): Check {
  const fields = Object.entries<Check>(checks);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    fields.every(([field, check]) => check(Object.getOwnPropertyDescriptor(value, field)?.value));
}

const origin = { pageId: text, incidentId: optional(text) };
const exemplar: Checks<Exemplar> = { ...origin, at: number };

const native = shaped<NativeBuckets>({
  layout: shaped<NativeBuckets['layout']>({ schema: index, maxBuckets: count }),
  schema: index,
  zeroCount: count,
  counts: listOf(pairOf(index, count)),
});

type ClassicDuration = Pick<DurationTotals, 'boundsSeconds' | 'counts' | 'sumMs'>;

const classicDuration: Checks<ClassicDuration> = {
  boundsSeconds: listOf(number),
  counts: listOf(count),
  sumMs: number,
};

const durationFields: Checks<DurationTotals> = {
  ...classicDuration,
  exemplars: listOf((value) => value === null || shaped({ ...exemplar, durationMs: number })(value)),
  native,
  restartedAt: optional(number),
};

/** One count for each bucket, the last being +Inf, and an exemplar or none. */
function hasBuckets(check: Check, lists: readonly ('counts' | 'exemplars')[]): Check {
  return (value) => {
    if (!check(value)) return false;
    const duration = value as DurationTotals;
    return lists.every((list) => duration[list].length === duration.boundsSeconds.length + 1);
  };
}

const counters = {
  pagesSent: count,
  pagesResent: count,
  pagesDelivered: count,
  pagesAcknowledged: count,
  pagesUnanswered: count,
  engagements: count,
  engagementsAcknowledged: count,
};

function contactOf(duration: Check, exemplars: Check): Check {
  return shaped<ContactRecord>({
    arn: text,
    knownSince: number,
    totals: shaped<ContactTotals>({
      ...counters,
      deliveryDuration: duration,
      acknowledgeDuration: duration,
      engagementAcknowledgeDuration: duration,
      exemplars,
    }),
  });
}

const latestExemplar = optional(shaped(exemplar));
const latestExemplars = Object.fromEntries(Object.keys(counters).map((name) => [name, latestExemplar]));

const classicContact = contactOf(
  hasBuckets(shaped(classicDuration), ['counts']),
  optional(() => true),
);
const contact = contactOf(hasBuckets(shaped(durationFields), ['counts', 'exemplars']), shaped(latestExemplars));

const page = shaped<PageRecord>({
  arn: text,
  contactArn: text,
  engagementArn: text,
  incidentId: optional(text),
  firstSentAt: optional(number),
  lastSentAt: optional(number),
  deliveredAt: optional(number),
  readAt: optional(number),
  isHistory: flag,
  isUnanswered: flag,
});

const engagement = shaped<EngagementRecord>({
  arn: text,
  contactArn: text,
  firstSentAt: number,
  firstSent: optional(shaped(origin)),
  lastSentAt: number,
  firstReadAt: optional(number),
  firstRead: optional(shaped(origin)),
  readSeenAt: optional(number),
  isStarted: flag,
  isHistory: flag,
  isAcknowledged: flag,
  isExpired: flag,
  undecided: optional(count),
});

const metaFields: Checks<Omit<Meta, 'sum' | 'commit'>> = {
  schema: (value) => count(value) && Number(value) >= 1,
  createdAt: number,
  records: shaped<Meta['records']>({ contact: count, page: count, engagement: count }),
  forgottenBefore: number,
};

const oldMeta = shaped(metaFields);
const meta = shaped<Meta>({ ...metaFields, sum: count, commit: count });

/** Whether this is what a ledger of its schema says about itself. */
export function isMeta(value: { readonly schema?: unknown }): boolean {
  return Number(value.schema) < 3 ? oldMeta(value) : meta(value);
}

/**
 * Whether a record of a ledger of this schema has every field that it must have, of the right type. A checksum shows
 * damage by accident; whatever else may have written nonsense, it is found at the start and not in the middle of counting.
 */
export function isWellShaped({ kind, record }: StoredRecord, schema: number): boolean {
  switch (kind) {
    case 'meta':
      return isMeta(record);
    case 'contact':
      return schema === 1 ? classicContact(record) : contact(record);
    case 'page':
      return page(record);
    case 'engagement':
      return engagement(record);
    default:
      return kind satisfies never;
  }
}
