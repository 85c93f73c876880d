import { format, resolveConfig } from 'prettier';
import { schema } from '../src/config/schema.js';
import { reasons } from '../src/core/fault.js';
import { operations } from '../src/core/operation.js';
import { purposesOf } from '../src/core/purpose.js';
import { refusalReasons } from '../src/core/refusal.js';
import { emptyTotals } from '../src/core/totals.js';
import { Breather } from '../src/exposition/breather.js';
import { catalogue, contactLabels } from '../src/exposition/catalogue.js';
import type { MetricDefinition } from '../src/exposition/catalogue.js';
import { ContactFamilies } from '../src/exposition/contact-families.js';
import type { Family } from '../src/exposition/family.js';
import { Instruments } from '../src/exposition/instruments.js';
import { readRegistry } from '../src/exposition/registry-families.js';

const { deliveryBuckets, acknowledgeBuckets, nativeHistogramSchema, nativeHistogramMaxBuckets } = schema.metrics;
const layout = {
  deliverySeconds: deliveryBuckets.default,
  acknowledgeSeconds: acknowledgeBuckets.default,
  native: { schema: nativeHistogramSchema.default, maxBuckets: nativeHistogramMaxBuckets.default },
};

/** What a contact doesn't have always. */
const notAlways: readonly MetricDefinition[] = [
  catalogue.oldestUnreadPageSent,
  catalogue.oldestUnacknowledgedEngagementSent,
  catalogue.contactTeam,
];

/** docs/metrics.md: every metric, made from the catalogue, with the number of its series counted on an exposition. */
export async function metricsPage(): Promise<string> {
  const families = await familiesOfOneContact();
  const definitions: readonly MetricDefinition[] = Object.values(catalogue);
  const ofContact = definitions.filter(isOfContact);
  const ofExporter = definitions.filter((definition) => !isOfContact(definition));
  const perContact = ofContact.reduce((sum, definition) => sum + seriesOf(definition, families), 0);
  const text = `<!-- Made by \`npm run docs:metrics\` from src/exposition/catalogue.ts. -->

# Metrics

## Of contacts

Each carries the labels ${listOf(contactLabels)}. Every series exists from the start, at 0, unless the table says otherwise.
What the label \`contact\` shows is chosen by \`metrics.contactLabel\`. With the default buckets a contact has ${perContact}
series; a Prometheus that takes native histograms and not the classic ones has ${perContact - classicOnly(ofContact, families)} of them.

${table(ofContact, families, 'series per contact')}

## Of the exporter

${table(ofExporter, families, 'series')}

\`operation\` is one of ${listOf(operations)}; \`reason\` one of ${listOf(reasons)}, where missing credentials are
\`access_denied\`, but of \`${catalogue.webRefused.name}\` one of ${listOf(refusalReasons)} ([web.md](web.md)); \`purpose\` one of ${listOf([...new Set(operations.flatMap((operation) => purposesOf[operation]))])}.

Counters of the exporter begin at 0 with the process; those of contacts go on for as long as the ledger lives. The metrics of
the process and of Node.js (\`process_*\`, \`nodejs_*\`) are prom-client's own.

## Exemplars and beginnings

In OpenMetrics and protobuf the counters and the histogram buckets of contacts name the page behind the latest event, as
\`page_id\`, and its incident, as \`incident_id\`, with the time of the event: the ends of their ARNs. Page and incident ids never
are labels. Protobuf tells when each counter and histogram began, and so does OpenMetrics with \`metrics.createdSamples\`.
[histograms.md](histograms.md) tells how to scrape what.
`;
  const options = await resolveConfig(import.meta.filename);
  return format(text, { ...options, parser: 'markdown' });
}

function isOfContact({ labels }: MetricDefinition): boolean {
  return labels.includes(contactLabels[0]);
}

function table(definitions: readonly MetricDefinition[], families: readonly Family[], series: string): string {
  const rows = definitions.map((definition) => {
    const { name, type, labels, help } = definition;
    const own = labels.filter((label) => !(contactLabels as readonly string[]).includes(label));
    const shown = own.length === 0 ? '' : `{${own.join(', ')}}`;
    return `| \`${name}${shown}\` | ${type} | ${help} | ${cardinality(definition, own, families)} |`;
  });
  return [`| metric | type | meaning | ${series} |`, '| - | - | - | - |', ...rows].join('\n');
}

function cardinality(definition: MetricDefinition, labels: readonly string[], families: readonly Family[]): string {
  const number = seriesOf(definition, families);
  if (notAlways.includes(definition)) return '0 or 1';
  const each = labels.filter((label) => ['target', 'operation', 'reason', 'purpose'].includes(label));
  if (each.length === 0)
    return isOfContact(definition) && number > 1 ? `${number} (native: 1)` : `${Math.max(1, number)}`;
  const perLabels = definition.type === 'histogram' ? `${number / operations.length}` : '1';
  return `${perLabels} for each ${each.join(' and ')}`;
}

/** How many series a family has, written in text. */
function seriesOf({ name }: MetricDefinition, families: readonly Family[]): number {
  const samples = families.find((family) => family.name === name)?.blocks.flat() ?? [];
  return samples.reduce((sum, each) => sum + ('bounds' in each ? each.cumulativeCounts.length + 2 : 1), 0);
}

/** Series that native histograms save. */
function classicOnly(definitions: readonly MetricDefinition[], families: readonly Family[]): number {
  return definitions
    .filter(({ type }) => type === 'histogram')
    .reduce((sum, definition) => sum + seriesOf(definition, families) - 1, 0);
}

async function familiesOfOneContact(): Promise<Family[]> {
  const contacts = new ContactFamilies({ naming: 'alias', exemplars: true, nativeHistograms: true });
  const build = { version: '', revision: '', nodejs: '' };
  const { registry } = new Instruments({ targets: [{ name: 'one', discover: { enabled: true } }], build });
  const contact = {
    target: 'one',
    contact: { arn: '', accountId: '', region: '', alias: '' },
    info: { displayName: '', type: '' },
    team: '',
    totals: emptyTotals(layout),
    gauges: {
      pagesUnread: 1,
      pagesUndelivered: 1,
      oldestUnreadSentAt: 0,
      engagementsUnacknowledged: 1,
      oldestUnacknowledgedSentAt: 0,
    },
    health: { consecutiveFailures: 0 },
    dataAgeMs: 0,
  };
  return [...(await contacts.update([contact], new Breather())), ...(await readRegistry(registry, 0))];
}

function listOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}
