import type { ContactStory, PageStory } from '../../src/simulator/world/story.js';
import { slowNative } from '../core/slow-native.js';
import { readProtobuf } from '../exposition/written.js';
import { labelsOf } from './expected-metrics.js';
import type { Exporter } from './exporter-process.js';
import { seriesOf } from './scrape.js';

const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';
const acknowledge = 'ssm_contacts_page_acknowledge_duration_seconds';
const layout = { schema: 3, maxBuckets: 160 };

/** The part of a message that is compared here. */
interface ReadFamily {
  readonly name: string;
  readonly metric: readonly {
    readonly label: readonly { readonly name: string; readonly value: string }[];
    readonly histogram?: {
      readonly schema: number;
      readonly zeroCount: number;
      readonly positiveSpan: readonly { readonly offset: number; readonly length: number }[];
      readonly positiveDelta?: readonly number[];
      readonly sampleCount: number;
    };
  }[];
}

async function get(exporter: Exporter, accept: string): Promise<Buffer> {
  const response = await fetch(`${exporter.url}/metrics`, { headers: { accept } });
  return Buffer.from(await response.arrayBuffer());
}

/** By series: schema, zeros, filled indexes, differences of their counts, and all observations. */
async function nativeIn(exporter: Exporter): Promise<Record<string, unknown>> {
  const families = readProtobuf(await get(exporter, protobuf)) as ReadFamily[];
  const metrics = families.find(({ name }) => name === acknowledge)?.metric ?? [];
  const shown = metrics.map(({ label, histogram }) => {
    const series = seriesOf(acknowledge, Object.fromEntries(label.map(({ name, value }) => [name, value])));
    if (histogram === undefined) return [series, undefined] as const;
    const { schema, zeroCount, positiveSpan, positiveDelta = [], sampleCount } = histogram;
    let next = 0;
    const indexes = positiveSpan.flatMap(({ offset, length }) => {
      next += offset;
      return Array.from({ length }, () => next++);
    });
    return [series, { schema, zeroCount, indexes, deltas: positiveDelta, sampleCount }] as const;
  });
  return Object.fromEntries(shown);
}

function expectedNative(pages: readonly PageStory[]): unknown {
  const durationsMs = pages.flatMap(({ sends, readAt }) =>
    readAt === undefined ? [] : Math.max(0, readAt - sends[0]),
  );
  const { schema, zeroCount, counts } = slowNative(durationsMs, layout);
  return {
    schema,
    zeroCount,
    indexes: counts.map(([index]) => index),
    deltas: counts.map(([, count], place) => count - (counts[place - 1]?.[1] ?? 0)),
    sampleCount: durationsMs.length,
  };
}

/** The exemplars of the counter of acknowledged pages, as OpenMetrics writes them, by series. */
async function exemplarsIn(exporter: Exporter): Promise<Record<string, string>> {
  const text = (await get(exporter, 'application/openmetrics-text')).toString();
  const lines = text.matchAll(/^(ssm_contacts_pages_acknowledged_total\{.*?\}) \d+ # (.*)$/gm);
  return Object.fromEntries([...lines].map(([, series = '', exemplar = '']) => [sorted(series), exemplar]));
}

function sorted(series: string): string {
  const labels = [...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const);
  return seriesOf(series.slice(0, series.indexOf('{')), Object.fromEntries(labels));
}

function expectedExemplar(pages: readonly PageStory[]): string | undefined {
  const read = pages.flatMap(({ arn, incidentArn, readAt }) =>
    readAt === undefined ? [] : [{ arn, incidentArn, readAt }],
  );
  const [last] = read.sort((a, b) => b.readAt - a.readAt);
  if (last === undefined) return undefined;
  const idOf = (arn: string) => arn.split('/').at(-1) ?? '';
  const incident = last.incidentArn === undefined ? '' : `,incident_id="${idOf(last.incidentArn)}"`;
  return `{page_id="${idOf(last.arn)}"${incident}} 1 ${last.readAt / 1000}`;
}

/** What the formats other than text show of acknowledgements, by series. */
export interface Finer {
  readonly native: Readonly<Record<string, unknown>>;
  readonly exemplars: Readonly<Record<string, string>>;
}

/** Reads the native histogram of acknowledgements, and the exemplars of their counter. */
export async function finerIn(exporter: Exporter): Promise<Finer> {
  return { native: await nativeIn(exporter), exemplars: await exemplarsIn(exporter) };
}

/** What they must be when everything about these pages has been counted. */
export function expectedFiner(contacts: readonly ContactStory[], pages: readonly PageStory[]): Finer {
  const byContact = contacts.map((contact) => {
    const own = pages.filter(({ contactArn }) => contactArn === contact.arn);
    return { labels: labelsOf(contact), native: expectedNative(own), exemplar: expectedExemplar(own) };
  });
  return {
    native: Object.fromEntries(byContact.map(({ labels, native }) => [seriesOf(acknowledge, labels), native])),
    exemplars: Object.fromEntries(
      byContact.flatMap(({ labels, exemplar }) =>
        exemplar === undefined ? [] : [[seriesOf('ssm_contacts_pages_acknowledged_total', labels), exemplar]],
      ),
    ),
  };
}
