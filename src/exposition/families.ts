import type { ContactSnapshot, Snapshot } from '../core/snapshot.js';
import type { ContactTotals, DurationTotals } from '../core/totals.js';
import { catalogue } from './catalogue.js';
import type { MetricDefinition } from './catalogue.js';
import { infoLabelsOf, labelsOf } from './contact-labels.js';
import type { ContactNaming } from './contact-labels.js';
import type { Family, HistogramSample, Labels, Sample } from './family.js';

/** One row for each metric with a single number per contact; undefined leaves the series out. */
const numbers: readonly (readonly [MetricDefinition, (contact: ContactSnapshot) => number | undefined])[] = [
  [catalogue.pagesSent, ({ totals }) => totals.pagesSent],
  [catalogue.pagesResent, ({ totals }) => totals.pagesResent],
  [catalogue.pagesDelivered, ({ totals }) => totals.pagesDelivered],
  [catalogue.pagesAcknowledged, ({ totals }) => totals.pagesAcknowledged],
  [catalogue.pagesUnanswered, ({ totals }) => totals.pagesUnanswered],
  [catalogue.pagesUnread, ({ gauges }) => gauges.pagesUnread],
  [catalogue.pagesUndelivered, ({ gauges }) => gauges.pagesUndelivered],
  [catalogue.oldestUnreadPageSent, ({ gauges }) => toSeconds(gauges.oldestUnreadSentAt)],
  [catalogue.engagements, ({ totals }) => totals.engagements],
  [catalogue.engagementsAcknowledged, ({ totals }) => totals.engagementsAcknowledged],
  [catalogue.engagementsUnacknowledged, ({ gauges }) => gauges.engagementsUnacknowledged],
  [catalogue.up, ({ health }) => (health.isUp === true ? 1 : 0)],
  [catalogue.lastSuccess, ({ health }) => toSeconds(health.lastSuccessAt ?? 0)],
  [catalogue.consecutiveFailures, ({ health }) => health.consecutiveFailures],
  [catalogue.dataAge, ({ dataAgeMs }) => toSeconds(dataAgeMs)],
];

const durations: readonly (readonly [MetricDefinition, (totals: ContactTotals) => DurationTotals])[] = [
  [catalogue.deliveryDuration, (totals) => totals.deliveryDuration],
  [catalogue.acknowledgeDuration, (totals) => totals.acknowledgeDuration],
  [catalogue.engagementAcknowledgeDuration, (totals) => totals.engagementAcknowledgeDuration],
];

/** The families of everything that the snapshot shows. */
export function toFamilies({ contacts, ledger, budgets }: Snapshot, naming: ContactNaming): Family[] {
  const labelled = contacts.map((contact) => ({ contact, labels: labelsOf(contact.contact, naming) }));
  return [
    ...numbers.map(([definition, read]) =>
      toFamily(
        definition,
        labelled.flatMap(({ contact, labels }) => toSamples(labels, read(contact))),
      ),
    ),
    ...durations.map(([{ name, help }, read]): Family => {
      const samples = labelled.map(({ contact, labels }) => toHistogramSample(labels, read(contact.totals)));
      return { name, help, type: 'histogram', samples };
    }),
    toFamily(
      catalogue.contactInfo,
      labelled.map(({ contact, labels }) => ({ labels: { ...labels, ...infoLabelsOf(contact, naming) }, value: 1 })),
    ),
    toFamily(
      catalogue.apiRequestRateLimit,
      budgets.map(({ operation, ratePerSecond }) => ({ labels: { operation }, value: ratePerSecond })),
    ),
    toFamily(
      catalogue.apiBackoff,
      budgets.map(({ operation, backoffSeconds }) => ({ labels: { operation }, value: backoffSeconds })),
    ),
    toFamily(catalogue.ledgerPages, [{ labels: {}, value: ledger.pages }]),
    toFamily(catalogue.ledgerOpenPages, [{ labels: {}, value: ledger.openPages }]),
    toFamily(catalogue.ledgerCreated, [{ labels: {}, value: ledger.createdAt / 1000 }]),
  ];
}

function toFamily({ name, help, type }: MetricDefinition, samples: readonly Sample[]): Family {
  if (type === 'histogram') throw new Error(`${name} is a histogram and has no single number`);
  return { name, help, type, samples };
}

function toSamples(labels: Labels, value: number | undefined): Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function toHistogramSample(labels: Labels, { boundsSeconds, counts, sumMs }: DurationTotals): HistogramSample {
  let total = 0;
  const cumulativeCounts = counts.map((count) => (total += count));
  return { labels, bounds: boundsSeconds, cumulativeCounts, sum: sumMs / 1000 };
}

function toSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
