import type { Contact } from '../core/contact.js';
import type { Exemplar } from '../core/exemplar.js';
import type { ContactSnapshot } from '../core/snapshot.js';
import type { ContactTotals, CounterName, DurationName, DurationTotals } from '../core/totals.js';
import type { Breather } from './breather.js';
import { catalogue } from './catalogue.js';
import type { MetricDefinition } from './catalogue.js';
import { infoLabelsOf, labelsOf } from './contact-labels.js';
import type { ContactNaming } from './contact-labels.js';
import { exemplarLabels } from './exemplar-labels.js';
import type { Block, Family, Labels, Sample, SampleExemplar } from './family.js';

export interface ContactFamiliesOptions {
  readonly naming: ContactNaming;
  readonly exemplars: boolean;
  readonly nativeHistograms: boolean;
}

/** A sample, and what it was made of: while that is the same, so is the sample. */
interface Shown {
  readonly source: unknown;
  readonly sample: Sample;
}

/** One metric of every contact. */
interface Row {
  readonly definition: MetricDefinition;
  /** Returns `before` itself when nothing has changed, undefined when the contact has no such series now. */
  show(contact: ContactSnapshot, labels: Labels, before: Shown | undefined): Shown | undefined;
}

/** A contact as it was last shown, row by row. */
interface ShownContact {
  readonly contact: Contact;
  readonly knownSince: number | undefined;
  readonly labels: Labels;
  readonly rows: readonly (Shown | undefined)[];
}

/** Contacts that stand together in a block: small enough to write anew when one of them changes. */
const contactsInBlock = 64;

/** The families of everything that is known per contact. Samples and blocks that have not changed stay the same objects. */
export class ContactFamilies {
  readonly #naming: ContactNaming;
  readonly #rows: readonly Row[];
  /** By the contact's ARN. */
  #shown = new Map<string, ShownContact>();
  /** By row, then in order. */
  #blocks: readonly (readonly Block[])[] = [];

  constructor(options: ContactFamiliesOptions) {
    this.#naming = options.naming;
    this.#rows = rowsOf(options);
  }

  /** Calls must not overlap. */
  async update(contacts: readonly ContactSnapshot[], breather: Breather): Promise<Family[]> {
    const shown = new Map<string, ShownContact>();
    const blocks = this.#rows.map((): Block[] => []);
    for (let from = 0; from < contacts.length; from += contactsInBlock) {
      const together = contacts.slice(from, from + contactsInBlock).map((contact) => this.#show(contact));
      for (const each of together) shown.set(each.contact.arn, each);
      blocks.forEach((rowBlocks, row) => {
        const samples = together.flatMap(({ rows }) => rows[row]?.sample ?? []);
        const before = this.#blocks[row]?.[rowBlocks.length];
        rowBlocks.push(before !== undefined && isSame(before, samples) ? before : samples);
      });
      await breather.breathe();
    }
    this.#shown = shown;
    this.#blocks = blocks;
    return this.#rows.map(({ definition: { name, help, type } }, row) => ({
      name,
      help,
      type,
      blocks: blocks[row] ?? [],
    }));
  }

  #show(snapshot: ContactSnapshot): ShownContact {
    const { contact, knownSince } = snapshot;
    const known = this.#shown.get(contact.arn);
    const before = known?.contact === contact && known.knownSince === knownSince ? known : undefined;
    const labels = before?.labels ?? labelsOf(contact, this.#naming);
    const rows = this.#rows.map((row, index) => row.show(snapshot, labels, before?.rows[index]));
    return { contact, knownSince, labels, rows };
  }
}

function isSame(before: Block, samples: Block): boolean {
  return before.length === samples.length && before.every((sample, index) => sample === samples[index]);
}

function rowsOf(options: ContactFamiliesOptions): Row[] {
  const counter = (definition: MetricDefinition, name: CounterName) =>
    row(
      definition,
      ({ totals }) => totals[name],
      (value, labels, { totals, knownSince }) => ({
        labels,
        value,
        ...createdAt(knownSince),
        ...(options.exemplars && exemplarOf(totals, name)),
      }),
    );
  const gauge = (definition: MetricDefinition, read: (contact: ContactSnapshot) => number | undefined) =>
    row(definition, read, (value, labels) => ({ labels, value }));
  const histogram = (definition: MetricDefinition, name: DurationName) =>
    row(
      definition,
      ({ totals }) => totals[name],
      (totals, labels, { knownSince }) => toHistogramSample(totals, { labels, knownSince, ...options }),
    );

  return [
    counter(catalogue.pagesSent, 'pagesSent'),
    counter(catalogue.pagesResent, 'pagesResent'),
    counter(catalogue.pagesDelivered, 'pagesDelivered'),
    counter(catalogue.pagesAcknowledged, 'pagesAcknowledged'),
    counter(catalogue.pagesUnanswered, 'pagesUnanswered'),
    gauge(catalogue.pagesUnread, ({ gauges }) => gauges.pagesUnread),
    gauge(catalogue.pagesUndelivered, ({ gauges }) => gauges.pagesUndelivered),
    gauge(catalogue.oldestUnreadPageSent, ({ gauges }) => toSeconds(gauges.oldestUnreadSentAt)),
    counter(catalogue.engagements, 'engagements'),
    counter(catalogue.engagementsAcknowledged, 'engagementsAcknowledged'),
    gauge(catalogue.engagementsUnacknowledged, ({ gauges }) => gauges.engagementsUnacknowledged),
    gauge(catalogue.oldestUnacknowledgedEngagementSent, ({ gauges }) => toSeconds(gauges.oldestUnacknowledgedSentAt)),
    gauge(catalogue.up, ({ health }) => (health.isUp === true ? 1 : 0)),
    gauge(catalogue.lastSuccess, ({ health }) => toSeconds(health.lastSuccessAt ?? 0)),
    gauge(catalogue.consecutiveFailures, ({ health }) => health.consecutiveFailures),
    gauge(catalogue.dataAge, ({ dataAgeMs }) => toSeconds(dataAgeMs)),
    histogram(catalogue.deliveryDuration, 'deliveryDuration'),
    histogram(catalogue.acknowledgeDuration, 'acknowledgeDuration'),
    histogram(catalogue.engagementAcknowledgeDuration, 'engagementAcknowledgeDuration'),
    row(
      catalogue.contactInfo,
      ({ info }) => info,
      (_info, labels, contact) => ({ labels: { ...labels, ...infoLabelsOf(contact, options.naming) }, value: 1 }),
    ),
    row(
      catalogue.contactTeam,
      ({ team }) => team,
      (team, labels) => ({ labels: { ...labels, team }, value: 1 }),
    ),
  ];
}

/** `read` says what a sample is made of, as one value or one object that is never changed, and `make` makes it. */
function row<Source>(
  definition: MetricDefinition,
  read: (contact: ContactSnapshot) => Source | undefined,
  make: (source: Source, labels: Labels, contact: ContactSnapshot) => Sample,
): Row {
  return {
    definition,
    show: (contact, labels, before) => {
      const source = read(contact);
      if (source === undefined) return undefined;
      return before?.source === source ? before : { source, sample: make(source, labels, contact) };
    },
  };
}

interface HistogramOptions extends Pick<ContactFamiliesOptions, 'exemplars' | 'nativeHistograms'> {
  readonly labels: Labels;
  readonly knownSince: number | undefined;
}

function toHistogramSample(totals: DurationTotals, options: HistogramOptions): Sample {
  const { labels, knownSince, exemplars: wantsExemplars, nativeHistograms } = options;
  const { boundsSeconds, counts, exemplars, sumMs, native, restartedAt } = totals;
  let total = 0;
  return {
    labels,
    bounds: boundsSeconds,
    cumulativeCounts: counts.map((count) => (total += count)),
    sum: sumMs / 1000,
    ...createdAt(restartedAt ?? knownSince),
    ...(wantsExemplars && {
      exemplars: exemplars.map((each) => (each === null ? undefined : toExemplar(each, each.durationMs / 1000))),
    }),
    ...(nativeHistograms && { native }),
  };
}

function exemplarOf({ exemplars }: ContactTotals, name: CounterName): { exemplar?: SampleExemplar } {
  const { [name]: latest } = exemplars;
  const exemplar = latest === undefined ? undefined : toExemplar(latest, 1);
  return exemplar === undefined ? {} : { exemplar };
}

function toExemplar(exemplar: Exemplar, value: number): SampleExemplar | undefined {
  const labels = exemplarLabels(exemplar);
  return labels === undefined ? undefined : { labels, value, at: exemplar.at };
}

function createdAt(at: number | undefined): { createdAt?: number } {
  return at === undefined ? {} : { createdAt: at };
}

function toSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
