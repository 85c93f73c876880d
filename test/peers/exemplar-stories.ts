import type { PageStory } from '../../src/simulator/world/story.js';
import { unansweredAfterMs } from './demo.js';

export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Something that happened to a page, as the exemplar of what counts it. */
export interface Occurrence {
  /** The metric without the suffix of its samples. */
  readonly family: string;
  readonly contact: string;
  readonly exemplar: Exemplar;
}

export interface OccurrenceOptions {
  /** Epoch milliseconds; what comes later has not occurred. */
  readonly at: number;
  readonly unansweredAfterMs: number;
  /** The sends of a page of which one was the first that could be seen; epoch milliseconds, rising. */
  readonly firstSends: (page: PageStory) => readonly number[];
}

/** The metrics that have exemplars, without the suffixes of their samples. */
export const familiesWithExemplars = [
  'pages_sent',
  'pages_resent',
  'pages_delivered',
  'pages_acknowledged',
  'pages_unanswered',
  'engagements',
  'engagements_acknowledged',
  'page_delivery_duration_seconds',
  'page_acknowledge_duration_seconds',
  'engagement_acknowledge_duration_seconds',
].map((name) => `ssm_contacts_${name}`);

/** Everything that has occurred in these stories; one event several times where it may have been seen several ways. */
export function occurrencesIn(stories: readonly PageStory[], options: OccurrenceOptions): Occurrence[] {
  const pages = stories.filter(({ sends }) => sends[0] <= options.at);
  const engagements = new Map<string, PageStory[]>();
  for (const page of pages) {
    const key = `${page.contactArn} ${page.engagementArn}`;
    engagements.set(key, [...(engagements.get(key) ?? []), page]);
  }
  return [
    ...pages.flatMap((page) => ofPage(page, options)),
    ...[...engagements.values()].flatMap((own) => ofEngagement(own, options)),
  ].filter(({ exemplar }) => exemplar.at <= options.at);
}

/**
 * Tells what may be an exemplar of a demo at `at`. While it replays its day, a page may be sent again before it is first
 * seen; `replayOverAt` is when that ends. Both in epoch milliseconds.
 */
export function possibleIn(
  stories: readonly PageStory[],
  { at, replayOverAt }: { readonly at: number; readonly replayOverAt: number },
): (occurrence: Occurrence) => boolean {
  const firstSends = ({ sends }: PageStory) =>
    sends[0] < replayOverAt ? sends.filter((send) => send <= at) : [sends[0]];
  const possible = new Set(occurrencesIn(stories, { at, unansweredAfterMs, firstSends }).map(keyOf));
  return (occurrence) => possible.has(keyOf(occurrence));
}

function keyOf({ family, contact, exemplar: { labels, value, at } }: Occurrence): string {
  return JSON.stringify([
    family,
    contact,
    labels['page_id'],
    labels['incident_id'],
    Object.keys(labels).length,
    value,
    at,
  ]);
}

function ofPage(page: PageStory, { at, unansweredAfterMs, firstSends }: OccurrenceOptions): Occurrence[] {
  const { sends, deliveredAt = Infinity, readAt = Infinity } = page;
  const occurrence = occurrencesOf(page);
  const possible = firstSends(page);
  const expiries = possible.map((send) => send + unansweredAfterMs).filter((expiry) => expiry < Math.min(readAt, at));
  return [
    ...possible.map((send) => occurrence('pages_sent', send)),
    ...sends.slice(1).map((send) => occurrence('pages_resent', send)),
    occurrence('pages_delivered', deliveredAt),
    occurrence('pages_acknowledged', readAt),
    ...expiries.map((expiry) => occurrence('pages_unanswered', expiry)),
    ...possible.map((send) => occurrence('page_delivery_duration_seconds', deliveredAt, deliveredAt - send)),
    ...possible.map((send) => occurrence('page_acknowledge_duration_seconds', readAt, readAt - send)),
  ];
}

/** `pages` are those of one engagement to one contact. */
function ofEngagement(pages: readonly PageStory[], { firstSends }: OccurrenceOptions): Occurrence[] {
  // The first send seen came no later than the last one of any page.
  const latest = Math.min(...pages.map((page) => firstSends(page).at(-1) ?? NaN));
  const starts = pages.flatMap((page) =>
    firstSends(page)
      .filter((send) => send <= latest)
      .map((send) => ({ page, send })),
  );
  const firstReadAt = Math.min(...pages.map(({ readAt = Infinity }) => readAt));
  const reads = pages.filter(({ readAt }) => readAt === firstReadAt);
  return [
    ...starts.map(({ page, send }) => occurrencesOf(page)('engagements', send)),
    ...reads.map((page) => occurrencesOf(page)('engagements_acknowledged', firstReadAt)),
    ...reads.flatMap((page) =>
      starts.map(({ send }) =>
        occurrencesOf(page)('engagement_acknowledge_duration_seconds', firstReadAt, firstReadAt - send),
      ),
    ),
  ];
}

/** Makes occurrences of one page; they have a value of 1, or a duration, which is never below 0. */
function occurrencesOf({ arn, contactArn, incidentArn }: PageStory) {
  const labels = {
    page_id: lastPart(arn),
    ...(incidentArn !== undefined && { incident_id: lastPart(incidentArn) }),
  };
  return (family: string, at: number, durationMs?: number): Occurrence => ({
    family: `ssm_contacts_${family}`,
    contact: lastPart(contactArn),
    exemplar: { labels, value: durationMs === undefined ? 1 : Math.max(0, durationMs) / 1000, at },
  });
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
